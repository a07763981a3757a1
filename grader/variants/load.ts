/**
 * Correct submissions in many styles: whatever a student may choose that is right has to get all points. Each
 * folder here holds the files of `exercises/` that differ from `solutions/`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';

/** One correct submission. */
export interface Variant {
  /** The name of its folder. */
  readonly id: string;
  /** A whole submission, text by path: `exercises/02-attention.ts`, and helpers beside it. */
  readonly files: Map<string, string>;
}

const folder = join(root, 'grader/variants');

/** All variants, in the order of their names. */
export async function variants(): Promise<Variant[]> {
  const solutions = await Promise.all(stages.map(({ stem }) => read(join(root, 'solutions'), `${stem}.ts`)));
  const entries = await readdir(folder, { withFileTypes: true });
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    ids.sort().map(async (id) => ({ id, files: new Map([...solutions, ...(await ownFiles(id))]) })),
  );
}

/** The files that a variant does differently. */
async function ownFiles(id: string): Promise<(readonly [string, string])[]> {
  const paths = await readdir(join(folder, id), { recursive: true });
  return Promise.all(paths.filter((path) => extname(path)).map((path) => read(join(folder, id), path)));
}

async function read(from: string, path: string): Promise<readonly [string, string]> {
  return [`exercises/${path.split(sep).join('/')}`, await readFile(join(from, path), 'utf8')];
}
