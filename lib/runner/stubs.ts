/** The stubs as they were handed out, and how a stage is set back to them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../whole-file';

/** Where the copy that is handed to students keeps its stubs; the maintainers' repository derives them. */
export const stubFolder = 'lib/stubs';

/**
 * Sets a stage back to its stub. The file that was there is kept.
 *
 * @param root - the folder of the project
 * @param stub - the text of the stub
 * @param now - goes into the name of the kept file
 * @returns where the old file was put, or undefined when there was none
 */
export function resetStage(root: string, stem: string, stub: string, now: Date): string | undefined {
  const file = join(root, 'exercises', `${stem}.ts`);
  const kept = existsSync(file) ? keep(root, stem, file, now) : undefined;
  mkdirSync(join(root, 'exercises'), { recursive: true });
  writeWhole(file, stub);
  return kept;
}

/** Whether a stage is its stub already. */
export function isStub(root: string, stem: string, stub: string): boolean {
  const file = join(root, 'exercises', `${stem}.ts`);
  return existsSync(file) && readFileSync(file, 'utf8') === stub;
}

function keep(root: string, stem: string, file: string, now: Date): string {
  const folder = join(root, '.backup');
  mkdirSync(folder, { recursive: true });
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
  const kept = join('.backup', `${stem} ${stamp}.ts`);
  writeFileSync(join(root, kept), readFileSync(file));
  return kept;
}
