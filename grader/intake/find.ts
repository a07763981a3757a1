/** Finds submissions by the names of files and folders; nothing is read but lists of names. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { readFolder } from './read';
import { type Candidate, type Found, IntakeError, rejectionOf } from './submission';
import { holdsStages, isLitter } from './tree';

/**
 * Finds folders of one submission, folders of submissions, and zips.
 *
 * @param paths - as given on the command line
 * @param base - the folder that they are relative to
 * @returns what may be a submission, in order, and what cannot be one
 */
export async function findSubmissions(paths: readonly string[], base: string): Promise<Found> {
  const found: Found = { candidates: [], rejections: [], notes: [] };
  const names = new Set<string>();
  for (const path of paths) {
    try {
      const inner = await expand(path, base);
      found.candidates.push(...inner.map((each) => candidateOf(each, base, names)));
    } catch (error) {
      found.rejections.push(rejectionOf(candidateOf(path, base, names), error));
    }
  }
  return found;
}

function candidateOf(path: string, base: string, names: Set<string>): Candidate {
  const source = basename(path) || 'empty path';
  return { name: ownName(source, names), source, path: resolve(base, path), given: path };
}

/** One path becomes the submissions in it. */
async function expand(path: string, base: string): Promise<string[]> {
  if (path.trim() === '') throw new IntakeError('an empty path: give a folder or a zip');
  const found = await stat(resolve(base, path)).catch(() => undefined);
  if (!found) throw new IntakeError('does not exist: check the path');
  if (found.isDirectory()) return expandFolder(path, base);
  if (found.isFile() && /\.zip$/i.test(path)) return [path];
  throw new IntakeError('is neither a folder nor a zip: give the folder that holds exercises/');
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
function ownName(source: string, names: Set<string>): string {
  const name = source.replace(/\.zip$/i, '').normalize('NFC');
  let own = name;
  for (let count = 2; names.has(own.toLowerCase()); count++) own = `${name} (${count})`;
  names.add(own.toLowerCase());
  return own;
}
