/** From the paths that the instructor gave to submissions, each with a name of its own. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { readFolder, readSubmission } from './read';
import { type Intake, IntakeError, type Rejection, type Submission } from './submission';
import { holdsStages, isLitter } from './tree';

/**
 * Takes in folders of one submission, folders of submissions, and zips. What cannot be taken in is rejected
 * with its reason; the rest goes on.
 *
 * @param paths - as given on the command line
 * @param base - the folder that they are relative to
 */
export async function takeIn(paths: readonly string[], base: string): Promise<Intake> {
  const submissions: Submission[] = [];
  const rejections: Rejection[] = [];
  const names = new Set<string>();
  for (const path of paths) {
    for (const found of await expand(path, base, rejections)) {
      const name = ownName(found, names);
      try {
        submissions.push(await readSubmission(resolve(base, found), name));
      } catch (error) {
        if (!(error instanceof IntakeError)) throw error;
        rejections.push({ name, source: basename(found), problem: `${found} ${error.message}` });
      }
    }
  }
  return { submissions, rejections };
}

/** One path becomes the submissions in it. */
async function expand(path: string, base: string, rejections: Rejection[]): Promise<string[]> {
  try {
    if (path.trim() === '') throw new IntakeError('an empty path: give a folder or a zip');
    const found = await stat(resolve(base, path)).catch(() => undefined);
    if (!found) throw new IntakeError('does not exist: check the path');
    if (found.isDirectory()) return await expandFolder(path, base);
    if (found.isFile() && /\.zip$/i.test(path)) return [path];
    throw new IntakeError('is neither a folder nor a zip: give the folder that holds exercises/');
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    const name = basename(path) || 'empty path';
    rejections.push({ name, source: name, problem: `${path} ${error.message}`.trim() });
    return [];
  }
}

/** A folder is one submission when it holds stages itself, in `exercises/` or at its top; else a folder of some. */
async function expandFolder(folder: string, base: string): Promise<string[]> {
  const children = await readdir(resolve(base, folder), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new IntakeError(`cannot be read (${error.code})`);
    },
  );
  const files = children.filter((child) => child.isFile()).map(({ name }) => name);
  const inExercises = children.some(({ name }) => name === 'exercises')
    ? (await readFolder(resolve(base, folder, 'exercises'), [])).map((entry) => entry.path)
    : [];
  if (holdsStages([...files, ...inExercises])) return [folder];
  const inner = children
    .filter(({ name }) => !name.startsWith('.') && !isLitter(name))
    .filter((child) => child.isDirectory() || /\.zip$/i.test(child.name))
    .map(({ name }) => join(folder, name))
    .sort();
  if (inner.length === 0)
    throw new IntakeError('holds no submission: neither exercises/ nor folders or zips of students');
  return inner;
}

/** The name of the folder or zip; a second one of the same name gets a number. */
function ownName(path: string, names: Set<string>): string {
  const name = basename(path)
    .replace(/\.zip$/i, '')
    .normalize('NFC');
  let own = name;
  for (let count = 2; names.has(own.toLowerCase()); count++) own = `${name} (${count})`;
  names.add(own.toLowerCase());
  return own;
}
