/** Picks the exercises out of the files of a folder or a zip. */
import { posix } from 'node:path';
import { stages } from '../../lib/course';
import { IntakeError } from './submission';

const codeFile = /\.(ts|tsx|mts|js|mjs|json)$/;
const stageFile = /(^|\/)\d\d-[\w-]+\.ts$/;

/**
 * Paths as the grader writes them: `/` between names, Unicode in composed form (macOS hands in the decomposed
 * one), no leading `./`.
 */
export function normalizePath(path: string): string {
  return posix.normalize(path.normalize('NFC').replaceAll('\\', '/')).replace(/^(\.\/)+/, '');
}

/** Files that no submission needs: packages, version control, what operating systems leave behind. */
export function isLitter(path: string): boolean {
  return path
    .split('/')
    .some(
      (name) =>
        ['node_modules', '.git', '__MACOSX', '.DS_Store', 'coverage'].includes(name) || name.startsWith('._'),
    );
}

/**
 * The folder that holds the stages: the shallowest one named `exercises`, else the shallowest one that holds
 * stage files.
 *
 * @param paths - normalised paths of all files
 * @returns its path, `''` for the top
 * @throws {IntakeError} when there is none, or more than one at the same depth
 */
export function exercisesFolder(paths: readonly string[]): string {
  const known = new Set(stages.map(({ stem }) => `${stem}.ts`));
  const holders = paths
    .filter((path) => known.has(posix.basename(path)) && !isLitter(path))
    .map((path) => posix.dirname(path).replace(/^\.$/, ''));
  const named = holders.filter((folder) => posix.basename(folder) === 'exercises');
  const candidates = [...new Set(named.length > 0 ? named : holders)].sort((a, b) => depth(a) - depth(b));
  const [best, second] = candidates;
  if (best === undefined) {
    throw new IntakeError(
      `holds no exercise: expected a folder exercises/ with files like ${stages[0]?.stem}.ts`,
    );
  }
  if (second !== undefined && depth(second) === depth(best)) {
    throw new IntakeError(`holds more than one set of exercises: ${best || '.'} and ${second}; hand in one`);
  }
  return best;
}

/** Whether a file belongs to the code of the submission, once its path starts at the exercises folder. */
export function isCode(path: string): boolean {
  return codeFile.test(path) && !isLitter(path) && !path.endsWith('.d.ts');
}

/** Whether a list of paths looks like one submission, rather than a folder of several. */
export function holdsStages(paths: readonly string[]): boolean {
  return paths.some((path) => stageFile.test(path));
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}
