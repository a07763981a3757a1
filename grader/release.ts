/** Makes the folder that students get: stubs, public tests, the library; nothing that gives an answer away. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../lib/cli/start';
import { stages } from '../lib/course';
import { sourceFolder } from '../lib/notebooks/source';
import { root } from '../lib/root';
import { stubOf } from '../lib/runner/stub';
import { stubFolder } from '../lib/runner/stubs';
import manifest from '../package.json';

/** What is copied as it is: files, and folders with all that is in them. */
const copied = [
  'lib',
  'tests/support',
  'tests/fixtures',
  'notebooks',
  'written',
  'configs',
  'docs/training.md',
  'docs/curves',
  'docs/handing-in.md',
  'vitest.config.ts',
  'LICENSE',
  '.npmrc',
  '.gitignore',
  '.gitattributes',
];

/** The commands of a student. */
const scripts = [
  'test',
  'watch',
  'hint',
  'reset',
  'submit',
  'reversal',
  'milestone',
  'train',
  'sample',
  'sweep',
  'dashboard',
  'data',
  'native',
  'notebooks',
  'coverage',
  'typecheck',
] as const;

/** Development tools that a student uses, too: the type checker and its types. */
const tools = ['typescript', '@types/node', '@types/cli-progress', '@types/yauzl', '@types/yazl'] as const;

/**
 * @param target - a folder that does not exist yet, or is empty
 * @throws {UsageError} when something is there already
 */
export async function release(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found && (!found.isDirectory() || (await readdir(target)).length > 0)) {
    throw new UsageError(`${target} is there already and not empty: give a new folder`);
  }
  await mkdir(target, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${target} cannot be made (${error.code}): give another folder`);
  });
  for (const path of copied) await copy(path, target);
  for (const { stem } of stages) await releaseStage(stem, target);
  await writeFile(join(target, 'README.md'), await readFile(join(root, 'docs/student-readme.md')));
  await writeFile(join(target, 'tsconfig.json'), await studentTsconfig());
  await writeFile(join(target, 'package.json'), `${JSON.stringify(studentManifest(), null, 2)}\n`);
  await writeLockfile(target);
}

async function copy(path: string, target: string): Promise<void> {
  const source = join(root, path);
  if (!(await stat(source).catch(() => undefined))) return;
  // What notebooks are made from stays here: two versions of each would be one too many.
  await cp(source, join(target, path), { recursive: true, filter: (from) => from !== sourceFolder });
}

/** The stub, where the student edits it and where `npm run reset` finds it again, and its public tests. */
async function releaseStage(stem: string, target: string): Promise<void> {
  const stub = stubOf(await readFile(join(root, 'solutions', `${stem}.ts`), 'utf8'));
  for (const file of [join(target, 'exercises', `${stem}.ts`), join(target, stubFolder, `${stem}.ts`)]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, stub);
  }
  await copy(`tests/${stem}.test.ts`, target);
}

function studentManifest() {
  const { name, version, description, license, type, engines, dependencies, optionalDependencies } = manifest;
  return {
    name,
    version,
    private: true,
    description,
    license,
    type,
    engines,
    imports: { '#impl/*': './exercises/*.ts' },
    scripts: {
      ...pick(manifest.scripts, scripts),
      typecheck: 'node node_modules/typescript/bin/tsc --noEmit',
    },
    dependencies,
    devDependencies: pick(manifest.devDependencies, tools),
    optionalDependencies,
  };
}

async function studentTsconfig(): Promise<string> {
  const { compilerOptions, ...config } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'));
  const include = ['exercises', 'tests', 'lib', '*.config.ts'];
  const exclude = [...config.exclude.filter((path: string) => path.startsWith('lib/')), stubFolder];
  return `${JSON.stringify({ compilerOptions, include, exclude }, null, 2)}\n`;
}

/** The maintainers' lockfile without what students do not install: npm prunes it, and needs no network. */
async function writeLockfile(target: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  await writeFile(join(target, 'package-lock.json'), JSON.stringify(lock));
  const command = [
    'install',
    '--package-lock-only',
    '--ignore-scripts',
    '--offline',
    '--no-audit',
    '--no-fund',
  ];
  await promisify(execFile)('npm', command, { cwd: target, shell: process.platform === 'win32' });
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
