/** Names of files and folders as they are shown, and paths as the grader writes them. */

import { codeEndingInAnyCase, stageFiles } from '../../lib/handing-in/code-files';
import { cleanLine } from '../clean';
import { limits } from '../limits';

/** Marks that are not seen: they change the direction of text, join letters or have no width. */
const invisible = /\p{Format}/gu;

/** A line that may hold names of students' files, on one line, without invisible marks, of a bounded length. */
export function shownLine(line: string): string {
  const text = [...cleanLine(line.replace(invisible, ''))];
  return text.length <= limits.noteCharacters
    ? text.join('')
    : `${text.slice(0, limits.noteCharacters).join('')}…`;
}

/** A path of a folder or a zip, or why it is none. */
export type NamedPath =
  | { readonly path: string; readonly problem?: undefined }
  | { readonly problem: string };

/**
 * A path as the grader writes it: `/` between names, composed Unicode (macOS hands in the decomposed one), no
 * invisible marks, and `exercises`, stages and endings of code in lower case (Windows tells no difference).
 *
 * @param raw - as the folder or the zip has it
 */
export function namedPath(raw: string): NamedPath {
  const path = raw.replace(invisible, '').normalize('NFC').replaceAll('\\', '/');
  if (/\p{Control}/u.test(path)) return { problem: 'its name holds control characters; rename it' };
  if (path.includes('\uFFFD')) return { problem: 'its name is not valid Unicode; rename it' };
  if (/^(\/|[a-z]:)/i.test(path))
    return { problem: 'its name is absolute, not relative to the submission; pack the folder again' };
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..'))
    return { problem: 'its name leads out of the submission (..); pack the folder again' };
  if (names.length === 0) return { problem: 'it has no name; rename it' };
  if (names.length > limits.folderDepth + 1)
    return { problem: `it lies more than ${limits.folderDepth} folders deep; move it up` };
  return { path: names.map(usualCase).join('/') };
}

function usualCase(name: string): string {
  const lower = name.toLowerCase();
  if (lower === 'exercises' || stageFiles.has(lower)) return lower;
  return name.replace(codeEndingInAnyCase, (ending) => ending.toLowerCase());
}
