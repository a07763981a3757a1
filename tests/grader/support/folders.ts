/** Folders for tests; they are gone when the test file is done. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** An empty folder, to be asked for while the test file is collected. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grader test é '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** Writes files below a folder, with the folders they need, and returns the folder. */
export function writeFiles(folder: string, files: Texts): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
