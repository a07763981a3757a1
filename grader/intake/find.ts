/** Finds submissions by the names of files and folders; nothing is read but lists of names. */
import type { Dirent } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { listFolder } from './list';
import { shownLine } from './names';
import { cannotBeRead } from './open';
import { type Candidate, type Found, IntakeError, rejectionOf } from './submission';
import { archiveEnding, isLitter, isStage } from './tree';

/**
 * Finds folders of one submission, folders of submissions, and zips.
 *
 * @param paths - as given on the command line
 * @param base - the folder that they are relative to
 * @returns what may be a submission, in order, what cannot be one, and notes about the rest
 */
export async function findSubmissions(paths: readonly string[], base: string): Promise<Found> {
  const search = new Search(base);
  for (const path of paths) await search.given(path);
  return search.found;
}

const aZip = /\.zip$/i;
const aProgram = /\.(ts|tsx|mts|js|mjs)$/i;

class Search {
  readonly found: Found = { candidates: [], rejections: [], notes: [] };
  private readonly names = new Set<string>();

  constructor(private readonly base: string) {}

  /** A path that the instructor gave: one submission, or a folder of some. */
  async given(path: string): Promise<void> {
    try {
      if (path.trim() === '') throw new IntakeError('an empty path: give a folder or a zip');
      // The instructor may give a link; from here on none is followed.
      const real = await realpath(resolve(this.base, path)).catch(noPath);
      const kind = await stat(real).catch(noPath);
      if (kind.isDirectory()) await this.folder(path, real);
      else if (kind.isFile() && aZip.test(path)) this.add(path, real);
      else throw new IntakeError((kind.isFile() && archiveProblem(path)) || neither);
    } catch (error) {
      this.reject(path, error);
    }
  }

  private async folder(path: string, real: string): Promise<void> {
    const children = await list(real);
    if (await isSubmission(real, children)) return this.add(path, real);
    const before = this.found.candidates.length + this.found.rejections.length;
    for (const child of children) await this.child(join(path, child.name), join(real, child.name), child);
    if (this.found.candidates.length + this.found.rejections.length === before)
      throw new IntakeError('holds no submission: neither exercises/ nor folders or zips of students');
  }

  /** Something in a folder of submissions. */
  private async child(path: string, real: string, child: Dirent): Promise<void> {
    if (isLitter(child.name)) return;
    const problem = childProblem(child);
    if (problem) this.reject(path, new IntakeError(problem));
    else if (child.name.startsWith('.') || !(child.isDirectory() || aZip.test(child.name)))
      this.found.notes.push(shownLine(`${path} is left alone: neither a folder nor a zip of a student`));
    else await this.student(path, real, child);
  }

  /** The folder or zip of a student; course platforms put a single zip into a folder of its own. */
  private async student(path: string, real: string, child: Dirent): Promise<void> {
    const inner = child.isDirectory() ? await onlyZip(real) : undefined;
    if (inner === undefined) this.add(path, real);
    else this.add(path, join(real, inner), join(path, inner));
  }

  private add(path: string, real: string, given = path): void {
    this.found.candidates.push({ ...this.called(path), path: real, given });
  }

  private reject(path: string, error: unknown): void {
    this.found.rejections.push(rejectionOf({ ...this.called(path), path, given: path }, error));
  }

  /** The name of the folder or zip; a second one of the same name gets a number. */
  private called(path: string): Pick<Candidate, 'name' | 'source'> {
    const source =
      path.trim() === '' ? 'empty path' : shownLine(basename(resolve(this.base, path))) || 'no name';
    const name = source.replace(aZip, '').normalize('NFC');
    let own = name;
    for (let count = 2; this.names.has(own.toLowerCase()); count++) own = `${name} (${count})`;
    this.names.add(own.toLowerCase());
    return { name: own, source };
  }
}

const neither = 'is neither a folder nor a zip: give the folder that holds exercises/';

function noPath({ code }: NodeJS.ErrnoException): never {
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new IntakeError('does not exist: check the path');
  if (code === 'ELOOP') throw new IntakeError('is a link to itself: give the folder or zip');
  throw new IntakeError(cannotBeRead(code));
}

function archiveProblem(name: string): string | undefined {
  const ending = archiveEnding(name);
  return ending && `is a ${ending} archive, which is not read: unpack it, or have it packed as .zip`;
}

/** Why a child of a folder of submissions is none, though it looks as if somebody handed it in. */
function childProblem(child: Dirent): string | undefined {
  if (child.name.includes('\uFFFD')) return 'has a name that is not valid Unicode: rename it';
  if (child.isSymbolicLink())
    return 'is a link, and links are not followed: put the folder or zip itself there';
  if (child.isDirectory()) return undefined;
  if (!child.isFile())
    return aZip.test(child.name) ? 'is no file, but a device, FIFO or socket: remove it' : undefined;
  if (aZip.test(child.name)) return undefined;
  if (aProgram.test(child.name)) return "is a single file: put it into exercises/ of a student's folder";
  return archiveProblem(child.name);
}

/** A folder is one submission when it holds stages itself, in `exercises/` or at its top. */
async function isSubmission(folder: string, children: readonly Dirent[]): Promise<boolean> {
  // Unpacked by a program that knows no backslashes, all of a path is the name of one file.
  const stageName = (name: string) => isStage(name.slice(name.lastIndexOf('\\') + 1));
  if (children.some((child) => child.isFile() && stageName(child.name))) return true;
  const exercises = children.filter(({ name }) => name.toLowerCase() === 'exercises');
  for (const child of exercises) {
    // A link, say: that is told when the submission is read.
    if (!child.isDirectory()) return true;
    if ((await list(join(folder, child.name))).some(({ name }) => isStage(name))) return true;
  }
  return false;
}

/** The zip in a folder that holds nothing else which could be a submission. */
async function onlyZip(folder: string): Promise<string | undefined> {
  const children = (await list(folder).catch((): Dirent[] => [])).filter(({ name }) => !isLitter(name));
  const zips = children.filter((child) => child.isFile() && aZip.test(child.name));
  const others = children.some((child) => !child.isFile() || isStage(child.name));
  return zips.length === 1 && !others ? zips[0]?.name : undefined;
}

async function list(folder: string): Promise<Dirent[]> {
  return listFolder(folder).catch((error) => {
    if (error instanceof IntakeError) throw error;
    return noPath(error);
  });
}
