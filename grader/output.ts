/** The folder that a report goes to. */
import { access, constants, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../lib/cli/start';
import { type Lock, lockOutput } from './output-lock';
import { removeDrafts } from './whole-file';

/** What the grader itself writes there, and so may remove. */
const ours = [
  'report.json',
  'grades.csv',
  'index.html',
  'changes.csv',
  'changes.html',
  'submissions',
  'students',
  'results',
];

/**
 * Makes the folder, or checks the one that is there, and takes it for this process.
 *
 * @param options - `replace`: an older report may go; `resume`: it stays, and the grading goes on
 * @returns the hold on it, to be released in the end
 * @throws {UsageError} when it cannot be written to, is in use, or holds something that would be lost
 */
export async function prepareOutput(
  folder: string,
  { replace, resume }: { replace: boolean; resume: boolean },
): Promise<Lock> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) throw new UsageError(`${folder} is a file: give a folder for --out`);
  const names = found ? (await readdir(folder)).filter((name) => !name.startsWith('.')) : [];
  const foreign = names.filter((name) => !ours.includes(name));
  if (foreign.length > 0) {
    throw new UsageError(
      `${folder} holds files that are no report (${foreign[0]}): give an empty folder for --out`,
    );
  }
  if (names.length > 0 && !resume && !replace) {
    throw new UsageError(
      `${folder} holds a report already: give another --out, --resume to go on, or --force to replace it`,
    );
  }
  await writable(folder);
  const lock = await lockOutput(folder);
  if (!resume) for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  await removeAllDrafts(folder);
  return lock;
}

/** Removes what killed graders and workers have left half written. */
export async function removeAllDrafts(folder: string): Promise<void> {
  for (const part of ['.', 'results', 'submissions', 'students']) await removeDrafts(join(folder, part));
}

async function writable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `${folder} cannot be written to (${(error as NodeJS.ErrnoException).code}): give another --out`,
    );
  }
}
