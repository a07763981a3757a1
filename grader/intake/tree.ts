/** The files of a folder or a zip, and which of them are the exercises. */
import { posix } from 'node:path';
import { stages } from '../../lib/course';
import { codeEnding, stageFiles } from '../../lib/handing-in/code-files';
import { IntakeError } from './submission';

/** A file that can be read when it turns out to be needed. */
export interface Entry {
  /** As the grader writes it. */
  readonly path: string;
  /** As the folder or the zip has it. */
  readonly raw: string;
  /**
   * All of its bytes.
   *
   * @param most - how many there may be; as many as in a file of code when not given
   * @throws {LeftOut} when this file cannot be taken; the others can
   * @throws {IntakeError} when nothing can be said about the submission without it
   */
  read(most?: number): Promise<Content>;
}

export interface Content {
  readonly bytes: Buffer;
  /** Whether the file has another name on the same disk. */
  readonly hardLink?: boolean;
}

/** What is left out, and why. */
export interface Omission {
  readonly path: string;
  readonly why: string;
}

/** The files of a folder or a zip, which stays open until it is closed. */
export interface Tree {
  readonly entries: readonly Entry[];
  readonly omissions: readonly Omission[];
  close(): Promise<void>;
}

/** One file that cannot be taken; the message says why and what to do. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}

const stageFile = /^\d\d-[\w-]+\.ts$/i;
const archive = /\.(zip|rar|7z|tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz|zst)$/i;
const litter = [
  'node_modules',
  '.git',
  '__macosx',
  '.ds_store',
  'coverage',
  'thumbs.db',
  'desktop.ini',
  'icon\r',
];

/** Files that no submission needs: packages, version control, what operating systems leave behind. */
export function isLitter(path: string): boolean {
  return path.split('/').some((name) => litter.includes(name.toLowerCase()) || name.startsWith('._'));
}

/** The ending of an archive, such as `.tar.gz`; nothing for other names. */
export function archiveEnding(name: string): string | undefined {
  return archive.exec(name)?.[0].toLowerCase();
}

/** Whether the name of a file is that of a stage, in upper or lower case. */
export function isStage(name: string): boolean {
  return stageFile.test(name);
}

/**
 * The folder that holds the stages: the shallowest one named `exercises`, else the shallowest one that holds
 * stage files.
 *
 * @param paths - of all files
 * @returns its path, `''` for the top
 * @throws {IntakeError} when there is none, or more than one at the same depth
 */
export function exercisesFolder(paths: readonly string[]): string {
  const holders = paths
    .filter((path) => stageFiles.has(posix.basename(path)))
    .map((path) => posix.dirname(path).replace(/^\.$/, ''));
  const named = holders.filter((folder) => posix.basename(folder) === 'exercises');
  const candidates = [...new Set(named.length > 0 ? named : holders)].sort((a, b) => depth(a) - depth(b));
  const [best, second] = candidates;
  if (best === undefined) throw new IntakeError(noExercise);
  if (second !== undefined && depth(second) === depth(best)) {
    const both = `${best || '.'} and ${second}`;
    throw new IntakeError(`holds more than one set of exercises: ${both}; hand in one`);
  }
  return best;
}

export const noExercise = `holds no exercise: expected a folder exercises/ with files like ${stages[0]?.stem}.ts`;

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/**
 * One entry for each path: of several files that come to the same path, the one that has it exactly, else the last.
 *
 * @returns the entries, and those that gave way
 */
export function distinct(entries: readonly Entry[]): { kept: Entry[]; doubles: Entry[] } {
  const byPath = new Map<string, Entry>();
  const doubles: Entry[] = [];
  for (const entry of entries) {
    const before = byPath.get(entry.path);
    const better = before && before.raw === before.path && entry.raw !== entry.path;
    if (before) doubles.push(better ? entry : before);
    if (!better) byPath.set(entry.path, entry);
  }
  return { kept: [...byPath.values()], doubles };
}

/** Lines about files that seem to be a stage by another name, as `02-attention.ts.txt`, where that is missing. */
export function misnamed(paths: readonly string[]): string[] {
  const bare = new Set(paths.map((path) => path.replace(codeEnding, '')));
  return stages.flatMap(({ stem }) =>
    paths
      .filter((path) => posix.basename(path).startsWith(stem))
      .filter((path) => !bare.has(posix.join(posix.dirname(path), stem)))
      .map((path) => `${path} is not graded as a stage: if it is one, rename it to ${stem}.ts`),
  );
}
