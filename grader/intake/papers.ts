/** What is handed in beside the code: written answers and notebooks, under the names that the course gives them. */
import { posix } from 'node:path';
import { stages } from '../../lib/course';
import { notebookFile } from '../../lib/handing-in/collect';
import { writtenFiles } from '../../lib/written/questions';
import { limits } from '../limits';
import type { Notes } from './notes';
import { decodeText } from './text';
import { type Entry, LeftOut } from './tree';

const notebooks = stages.map(({ stem }) => notebookFile(stem));

/** The largest that a paper may be, by its path, in bytes. */
const known: ReadonlyMap<string, number> = new Map([
  ...writtenFiles.map((path) => [path, limits.fileBytes] as const),
  ...notebooks.map((path) => [path, limits.notebookBytes] as const),
]);

/**
 * Reads those that are there. One that cannot be taken is noted and costs nothing else.
 *
 * @param above - the folder that `exercises/` lies in; empty or `.` for the top
 */
export async function readPapers(
  entries: readonly Entry[],
  above: string,
  notes: Notes,
): Promise<Map<string, string>> {
  const papers = new Map<string, string>();
  for (const entry of entries) {
    const path = posix.relative(above, entry.path).toLowerCase();
    const most = known.get(path);
    if (most === undefined || papers.has(path)) continue;
    try {
      const { text, encoding } = decodeText((await entry.read(most)).bytes);
      if (encoding) notes.add(`${entry.path} is not UTF-8: read as ${encoding}`);
      papers.set(path, text);
    } catch (error) {
      if (!(error instanceof LeftOut)) throw error;
      notes.add(`left out ${entry.path}: ${error.message}`);
    }
  }
  return papers;
}
