/** One number for everything that decides a verdict, besides the submission and how it is graded. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';
import { installedVersion } from '../installed-version';

/** Where grading begins; what these import decides, and what they do not (pages, tables, commands) does not. */
const beginnings = [
  'grader/grade-submission.ts',
  'grader/run/runner.ts',
  'grader/run/proxy.ts',
  'grader/run/setup.ts',
  'grader/subject/host.ts',
  'lib/course.ts',
];

/** The reference for earlier stages, the library: a submission may import any file of it; the notebooks as they are handed out. */
const wholeFolders = ['lib', 'solutions', 'notebooks'];

/** Packages that compute, compile or compare. */
const packages = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  'esbuild',
  'vitest',
];

/** @returns 64 hexadecimal digits: the same as long as the same submission gets the same verdict */
export async function courseHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await decidingFiles()) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(root, path)))
      .update('\0');
  }
  const versions = packages.map((name) => `${name} ${installedVersion(name)}`);
  return hash.update([process.version, process.platform, process.arch, ...versions].join('\0')).digest('hex');
}

/** The project's own files that a verdict depends on, by their paths from the root, sorted. */
export async function decidingFiles(): Promise<string[]> {
  const tests = stages.flatMap(({ stem }) => [`tests/${stem}.test.ts`, `tests/hidden/${stem}.test.ts`]);
  const { metafile } = await build({
    entryPoints: [...beginnings, ...tests],
    absWorkingDir: root,
    outdir: 'unused',
    write: false,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    external: ['#impl/*'],
    logLevel: 'silent',
  });
  const whole = await Promise.all(wholeFolders.map(filesIn));
  return [...new Set([...Object.keys(metafile.inputs), ...whole.flat()])].sort();
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true });
  return entries
    .filter((name) => /\.(ts|tsx|mjs|json|py|ipynb)$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}
