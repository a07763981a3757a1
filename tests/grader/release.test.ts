/** The folder that is handed to students: whole, working, and without an answer in it. */
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { release } from '../../grader/release';
import { releaseCommand } from '../../grader/release-command';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';

const base = temporaryFolder();
const copy = join(base, 'homework');

/** What is said to students on purpose: a rule of the library, and what a test of 03 takes from 02. */
const told = [/^lib\/parameters\.ts: throw new RangeError\(/];

/** Runs a command in the student's copy. */
function run(command: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1', NO_COLOR: '1' };
  const options = { cwd: copy, env, shell: process.platform === 'win32', maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

/** All files below a folder, packages left out, as paths with `/`. */
function filesOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return entry.name === 'node_modules' ? [] : filesOf(folder, path);
  });
}

/** The lines of a solution that are its own: in a region, long enough to be nobody else's by chance. */
function answersOf(stem: string): string[] {
  const text = readFileSync(join(root, 'solutions', `${stem}.ts`), 'utf8');
  const bodies = [...text.matchAll(/#region solution\n([\s\S]*?)#endregion/g)].map(([, body = '']) => body);
  return bodies.flatMap((body) => body.split('\n').map((line) => line.replace(/\/\/.*/, '').trim()));
}

beforeAll(async () => {
  await release(copy);
});

describe('the copy for students', () => {
  test('holds stubs, public tests and the library', () => {
    const files = filesOf(copy);
    for (const { stem } of stages) {
      expect(files).toEqual(
        expect.arrayContaining([`exercises/${stem}.ts`, `lib/stubs/${stem}.ts`, `tests/${stem}.test.ts`]),
      );
    }
    for (const path of [
      'lib/course.ts',
      'lib/reversal/command.ts',
      'lib/text/speeches/lincoln.txt',
      'configs/shakespeare-words.json',
      'docs/training.md',
      'docs/curves/usual-settings.svg',
      'docs/handing-in.md',
      'written/02-attention.md',
      'notebooks/02-attention.ipynb',
      'tests/support/matchers.ts',
      'README.md',
    ]) {
      expect(files).toContain(path);
    }
  });

  test('holds no solution, hidden test, grader, example, or test of those', () => {
    const allowed =
      /^(exercises|lib|tests\/(support|fixtures)|notebooks|written|configs)\/|^tests\/\d\d-[\w-]+\.test\.ts$|^[^/]+$|^docs\/(training\.md|handing-in\.md|curves\/[\w-]+\.svg)$/;
    expect(filesOf(copy).filter((path) => !allowed.test(path))).toEqual([]);
    expect(
      filesOf(copy).filter((path) => /solution|hidden|grader|submission|rubric|oracle/i.test(path)),
    ).toEqual([]);
  });

  test('holds no line of a solution', () => {
    const answers = stages.flatMap(({ stem }) => answersOf(stem)).filter((line) => line.length >= 30);
    expect(answers.length).toBeGreaterThan(20);
    const code = filesOf(copy).filter((path) => /\.(ts|mjs|md|ipynb)$/.test(path));
    const leaks = code.flatMap((path) => {
      const text = readFileSync(join(copy, path), 'utf8');
      return answers.filter((answer) => text.includes(answer)).map((answer) => `${path}: ${answer}`);
    });
    expect(leaks.filter((leak) => !told.some((line) => line.test(leak)))).toEqual([]);
  });

  test('has the stubs of this repository', () => {
    for (const { stem } of stages) {
      const stub = readFileSync(join(root, 'exercises', `${stem}.ts`), 'utf8');
      expect(readFileSync(join(copy, 'exercises', `${stem}.ts`), 'utf8')).toBe(stub);
      expect(readFileSync(join(copy, 'lib/stubs', `${stem}.ts`), 'utf8')).toBe(stub);
    }
  });

  test('has the scripts and packages of a student only', () => {
    const { scripts, dependencies, devDependencies, imports } = JSON.parse(
      readFileSync(join(copy, 'package.json'), 'utf8'),
    );
    expect(Object.keys(scripts)).toEqual([
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
    ]);
    expect(imports).toEqual({ '#impl/*': './exercises/*.ts' });
    const types = ['@types/cli-progress', '@types/node', '@types/yauzl', '@types/yazl'];
    expect(Object.keys(devDependencies).sort()).toEqual([...types, 'typescript']);
    const packages = Object.keys(dependencies);
    expect(packages).toContain('@tensorflow/tfjs');
    for (const ours of ['zod', 'katex', 'ajv']) expect(packages).not.toContain(ours);
    const lock = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'));
    expect(lock.packages[''].dependencies).toEqual(dependencies);
    expect(Object.keys(lock.packages)).not.toContain('node_modules/zod');
  });
});

describe('in the copy, after npm ci', () => {
  beforeAll(async () => {
    const installed = await run('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
    expect(installed).toMatchObject({ code: 0 });
  });

  test('npm test finds every stage not started, and is content', async () => {
    const { code, output } = await run('npm', 'test');
    expect(output.match(/not started/g)?.length).toBeGreaterThanOrEqual(stages.length);
    expect(output).toMatch(/\b0 of 85\b/);
    expect(code).toBe(0);
  });

  test('the types are right', async () => {
    expect(await run('npm', 'run', 'typecheck')).toMatchObject({ code: 0 });
  });

  test('npm test gives 85 of 85 with the solutions', async () => {
    cpSync(join(root, 'solutions'), join(copy, 'exercises'), { recursive: true });
    const { code, output } = await run('npm', 'test');
    expect(output).toMatch(/\b85 of 85\b/);
    expect(code).toBe(0);
  });
});

describe('a place for the copy', () => {
  test('must be new or empty', async () => {
    const taken = writeFiles(join(base, 'taken'), { 'thesis.doc': 'all my work' });
    await expect(release(taken)).rejects.toThrow(
      `${taken} is there already and not empty: give a new folder`,
    );
    expect(readdirSync(taken)).toEqual(['thesis.doc']);
    writeFileSync(join(base, 'file'), '');
    await expect(release(join(base, 'file'))).rejects.toThrow('is there already');
    await expect(release(join(base, 'file', 'below'))).rejects.toThrow('cannot be made (ENOTDIR)');
  });

  test.each([[[]], [['']], [['one', 'two']]])('has to be named: %j', async (args) => {
    await expect(releaseCommand(args)).rejects.toThrow(
      'Where to? For example: npm run release -- ../homework',
    );
  });
});
