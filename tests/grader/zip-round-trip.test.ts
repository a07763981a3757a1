/** Random folders, packed by the programs of this machine and read back: nothing is lost and nothing is added. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 as crc32OfNode } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from '../../grader/intake/crc32';
import { Random } from '../../lib/random';
import { type Texts, temporaryFolder, writeFiles } from './support/folders';
import { takeIn } from './support/take-in';
import { writeZip } from './support/zips';

const base = temporaryFolder();
/** Programs that take long to start pack fewer folders. */
const trees = (program: string) => (program === 'python' || program === 'jar' ? 2 : 10);

/** Each packs a folder. */
const packers: Record<string, (folder: string, zip: string, files: Texts) => unknown> = {
  yazl: (_, zip, files) => writeZip(zip, files),
  zip: (folder, zip) => execFileSync('zip', ['-qr', zip, '.'], { cwd: folder }),
  'zip without names in UTF-8': (folder, zip) =>
    execFileSync('zip', ['-qr', zip, '.'], { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } }),
  'zip, stored, with links as links': (folder, zip) =>
    execFileSync('zip', ['-qr0y', zip, '.'], { cwd: folder }),
  python: (folder, zip) => execFileSync('python3', ['-m', 'zipfile', '-c', zip, `${folder}/.`]),
  jar: (folder, zip) => execFileSync('jar', ['-cMf', zip, '-C', folder, '.']),
};

const parts = [
  'a',
  'Bee',
  'hélper',
  'Öl',
  '日本',
  '🙂',
  "o'clock",
  'with space',
  '(1)',
  '#x',
  'constructor',
  '$HOME',
];
const endings = ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'];
const pieces = ['const x = 1;\n', '// größer\n', '\t', '日本', '🙂', "'\\u0000'", '`', ' '.repeat(200), '\n'];

/** A submission, and what is to be taken of it. */
function randomTree(seed: number): { files: Record<string, string>; taken: Map<string, string> } {
  const draw = new Random(seed);
  const below = (limit: number) => draw.below(limit);
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  const words = (count: number, from: readonly string[]) => Array.from({ length: count }, () => pick(from));
  const text = () => words(below(60), pieces).join('');
  const top = pick(['', 'homework/', 'Übung 1/abgabe/']);
  const taken = new Map([['exercises/02-attention.ts', text()]]);
  for (let count = below(12); count > 0; count--) {
    const folder = ['exercises', ...words(below(4), parts)].join('/');
    taken.set(`${folder}/${words(1 + below(3), parts).join('-')}${pick(endings)}`, text());
  }
  const files = Object.fromEntries([...taken].map(([path, content]) => [top + path, content]));
  for (let count = below(6); count > 0; count--)
    files[`${top}${pick(['lib', 'node_modules/p', 'exercises/node_modules', 'data'])}/${below(99)}.ts`] =
      text();
  return { files, taken };
}

async function filesOf(path: string) {
  const { submissions, rejections } = await takeIn([path], base);
  expect(rejections).toEqual([]);
  return submissions[0];
}

const sorted = (files: ReadonlyMap<string, string> | undefined) => [...(files ?? [])].sort();

test.for(Object.keys(packers))(
  'what %s packs is read as it was, and as its folder is',
  async (program, { skip }) => {
    for (let seed = 1; seed <= trees(program); seed++) {
      const { files, taken } = randomTree(seed);
      const folder = writeFiles(join(base, `${program} ${seed}`), files);
      const zip = join(base, `${program} ${seed}.zip`);
      try {
        await packers[program]?.(folder, zip, files);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip(`there is no ${program}`);
        throw error;
      }
      for (const path of [folder, zip]) {
        const submission = await filesOf(path);
        expect(sorted(submission?.files), `seed ${seed}: ${path}`).toEqual(sorted(taken));
        expect(submission?.notes).toEqual([]);
      }
      rmSync(folder, { recursive: true });
    }
  },
);

test('the checksum is that of Node', () => {
  for (let length = 0; length < 300; length += 7) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) % 256));
    expect(crc32(bytes)).toBe(crc32OfNode(bytes));
  }
});
