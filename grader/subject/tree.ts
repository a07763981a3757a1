/** A stage of a submission as files on disk, for the compiler: what an import may reach, and nothing besides. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, extname, join, sep } from 'node:path';
import { stages } from '../../lib/course';
import { codeEndings } from '../../lib/handing-in/code-files';
import { root } from '../../lib/root';
import type { Shown } from '../isolation/bubblewrap';

/** A submission as the compiler sees it: texts by path, such as `exercises/02-attention.ts`. */
export type Files = ReadonlyMap<string, string>;

/** A folder with the files of one stage, outside and inside. */
export interface Tree {
  readonly folder: Shown;
  /** The parts of it, for a program that sees nothing else. */
  readonly parts: readonly Shown[];
}

/** Where the compiler finds it. */
const inside = '/app/work';

/** What the tests import, some students do, too; see package.json. */
const manifest = JSON.stringify({ imports: { '#impl/*': './exercises/*.ts' } });

/**
 * Writes the files of a submission to a folder, beside the given library and the packages that may be imported.
 * The library is always the given one, whatever the student made of it.
 *
 * @param folder - an empty one
 * @param packages - the folder of packages (see runtime.ts)
 * @throws {Error} when a path leads out; the error of the system when the disk is full, say
 */
export async function writeTree(files: Files, folder: string, packages: string): Promise<Tree> {
  await mkdir(join(folder, 'exercises'), { recursive: true });
  await writeFile(join(folder, 'package.json'), manifest);
  for (const [path, text] of files) {
    if (!path.startsWith('lib/')) await writeInside(folder, path, text).catch(unlessOfTheName);
  }
  // For a compiler that is not isolated; an isolated one is shown the parts below.
  const given = { lib: join(root, 'lib'), node_modules: packages };
  for (const [name, target] of Object.entries(given)) await symlink(target, join(folder, name), 'junction');
  const own = ['exercises', 'package.json'].map((name) => [name, join(folder, name)] as const);
  const parts = [...own, ...Object.entries(given)].map(([name, outside]) => ({
    outside,
    inside: `${inside}/${name}`,
  }));
  return { folder: { outside: folder, inside }, parts };
}

async function writeInside(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  if (!file.startsWith(join(folder, 'exercises') + sep)) throw new Error(`${path} leads out of exercises/`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Names that other systems allow, and zips of any kind: such a file is missing, and whatever does without it goes on. */
function unlessOfTheName(error: NodeJS.ErrnoException): void {
  if (!['ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EEXIST'].includes(error.code ?? '')) throw error;
}

/** The file that a stage is in; TypeScript has several endings. */
export function fileOfStage(files: Files, stem: string): string | undefined {
  const names = [...codeEndings, '/index.ts'].map((ending) => `exercises/${stem}${ending}`);
  return names.find((name) => files.has(name));
}

/** The submission with the reference in the place of all stages before this one. */
export async function onReference(files: Files, stem: string): Promise<Files> {
  const changed = new Map(files);
  for (const { stem: earlier } of stages.filter((stage) => stage.stem < stem)) {
    for (const path of files.keys()) {
      const plain = path.slice(0, path.length - extname(path).length).replace(/\/index$/, '');
      if (plain === `exercises/${earlier}`) changed.delete(path);
    }
    changed.set(`exercises/${earlier}.ts`, await readFile(join(root, `solutions/${earlier}.ts`), 'utf8'));
  }
  return changed;
}
