/** Reads one submission: a folder, or a zip. Nothing is unpacked to disk and nothing of it is run. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { limits } from '../limits';
import { type Candidate, IntakeError, type Submission } from './submission';
import { exercisesFolder, isCode, isLitter, normalizePath } from './tree';
import { readZip } from './zip';

/** A file that can be read when it turns out to be needed. */
export interface Entry {
  /** Normalised. */
  readonly path: string;
  readonly bytes: number;
  read(): Promise<Buffer>;
}

/** The files of a folder or a zip, which stays open until it is closed. */
export interface Tree {
  readonly entries: readonly Entry[];
  close(): void;
}

/**
 * Reads one submission.
 *
 * @param candidate - as `findSubmissions` gave it
 * @throws {IntakeError} when it is no submission; `rejectionOf` makes the row of it
 */
export async function readSubmission({ name, source, path }: Candidate): Promise<Submission> {
  const notes: string[] = [];
  const isZip = /\.zip$/i.test(path);
  const tree = isZip
    ? await readZip(path, notes)
    : { entries: await readFolder(path, notes), close: () => undefined };
  try {
    return { name, source, files: await codeOf(tree.entries, notes), notes };
  } finally {
    tree.close();
  }
}

/** The code of a submission by path, each path starting with `exercises/`. */
async function codeOf(entries: readonly Entry[], notes: string[]): Promise<Map<string, string>> {
  const folder = exercisesFolder(entries.map((entry) => entry.path));
  if (posix.basename(folder) !== 'exercises') {
    notes.push(`no folder exercises/: took the files of ${folder || 'the top'}`);
  }
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = new Map<string, string>();
  for (const entry of entries) {
    const path = entry.path.slice(prefix.length);
    if (!entry.path.startsWith(prefix) || !isCode(path)) continue;
    const text = await readText(entry, notes);
    if (text !== undefined) files.set(`exercises/${path}`, text);
  }
  return files;
}

async function readText(entry: Entry, notes: string[]): Promise<string | undefined> {
  if (entry.bytes > limits.fileBytes) {
    notes.push(`left out ${entry.path}: ${entry.bytes} bytes, more than ${limits.fileBytes}`);
    return undefined;
  }
  const bytes = await entry.read().catch((error) => {
    throw unreadable(error, entry.path);
  });
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** All regular files below a folder; links and devices are left out, with a note. */
export async function readFolder(folder: string, notes: string[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const { name } of await listFolder(join(folder, relative))) {
      const path = relative === '' ? name : `${relative}/${name}`;
      if (isLitter(path)) continue;
      const found = await lstat(join(folder, path));
      if (found.isDirectory()) await visit(path);
      else if (!found.isFile()) notes.push(`left out ${path}: a link or a device, not a file`);
      else if (entries.length >= limits.files) throw new IntakeError(`holds more than ${limits.files} files`);
      else
        entries.push({
          path: normalizePath(path),
          bytes: found.size,
          read: () => readFile(join(folder, path)),
        });
    }
  };
  await visit('');
  return entries;
}

async function listFolder(folder: string) {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(error);
  }
}

/** What the system says, as a line for the instructor; what is one already stays as it is. */
function unreadable(error: unknown, file?: string): IntakeError {
  if (error instanceof IntakeError) return error;
  const what = file === undefined ? 'cannot be read' : `holds ${file}, which cannot be read`;
  return new IntakeError(`${what} (${(error as NodeJS.ErrnoException).code})`);
}
