import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { takeIn } from '../../grader/intake/intake';
import { limits } from '../../grader/limits';
import { type Texts, temporaryFolder, writeFiles } from './support/folders';
import { writeZip } from './support/zips';

/** Root may read everything: a file that nobody can read has to be played. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const readFile = async (path: string) => {
    if (!path.endsWith('locked.ts')) return real.readFile(path);
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  };
  return { ...real, readFile };
});

const base = temporaryFolder();
const text = 'export const attention = () => 1;\n';
const stages: Texts = { 'exercises/02-attention.ts': text };
const isRoot = process.getuid?.() === 0;

/** Writes a folder of the class, below the place that paths are relative to. */
const write = (name: string, files: Texts = stages) => writeFiles(join(base, name), files);

/** Names of what was taken in, and the lines about what was not. */
async function intakeOf(...paths: string[]) {
  const { submissions, rejections } = await takeIn(paths, base);
  return { names: submissions.map(({ name }) => name), problems: rejections.map(({ problem }) => problem) };
}

/** The only submission of a path. */
async function submissionOf(path: string) {
  const { submissions, rejections } = await takeIn([path], base);
  expect(rejections).toEqual([]);
  expect(submissions).toHaveLength(1);
  const [{ files, notes, ...rest } = { files: new Map<string, string>(), notes: [] }] = submissions;
  return { ...rest, notes, files: [...files.keys()] };
}

describe('a folder', () => {
  test('is one submission, with all code of its exercises and nothing else', async () => {
    write('Ada', {
      ...stages,
      'exercises/helpers/deep/one.ts': '',
      'exercises/numbers.json': '[]',
      'exercises/types.d.ts': '',
      'exercises/notes.md': '',
      'lib/todo.ts': 'mine',
      'tests/02-attention.test.ts': 'mine',
      'node_modules/x/exercises/02-attention.ts': '',
    });
    expect(await submissionOf('Ada')).toEqual({
      name: 'Ada',
      source: 'Ada',
      files: ['exercises/02-attention.ts', 'exercises/helpers/deep/one.ts', 'exercises/numbers.json'],
      notes: [],
    });
  });

  test.each(['./Ada/', join(base, 'Ada'), 'Ada/.'])('may be given as %s', async (path) => {
    write('Ada');
    expect((await submissionOf(path)).files).toContain('exercises/02-attention.ts');
  });

  test('may hold the submission some folders down', async () => {
    write('nested', { 'a/b/exercises/02-attention.ts': text });
    expect((await submissionOf('nested')).files).toEqual(['exercises/02-attention.ts']);
  });

  test('may hold the stages at its top, which is noted', async () => {
    write('top', { '02-attention.ts': text, 'helper.ts': '' });
    expect(await submissionOf('top')).toMatchObject({
      files: ['exercises/02-attention.ts', 'exercises/helper.ts'],
      notes: ['no folder exercises/: took the files of the top'],
    });
  });

  test('keeps the outer one of two exercises folders', async () => {
    write('backup', { ...stages, 'old/exercises/03-masking.ts': text });
    expect((await submissionOf('backup')).files).toEqual(['exercises/02-attention.ts']);
  });

  test('may have spaces, accents and emoji in its name', async () => {
    const name = "Zoë O'Hara 🙂 (final)";
    write(name);
    expect((await submissionOf(name)).name).toBe(name);
  });

  test('has a composed name, also from macOS', async () => {
    write('José'.normalize('NFD'), { ...stages, ['exercises/hélper.ts'.normalize('NFD')]: '' });
    const { name, files } = await submissionOf('José'.normalize('NFD'));
    expect([name, files]).toEqual(['José', ['exercises/02-attention.ts', 'exercises/hélper.ts']]);
  });
});

describe('a folder of submissions', () => {
  test('gives one for each folder and zip, in order, and skips litter and loose files', async () => {
    write('class', {
      'bob/exercises/02-attention.ts': text,
      'ada/homework/exercises/02-attention.ts': text,
      'grades.txt': '',
      '.git/config': '',
      '__MACOSX/ada/._x': '',
      'node_modules/x/index.js': '',
    });
    await writeZip(join(base, 'class', 'cy.zip'), stages);
    expect(await intakeOf('class')).toEqual({ names: ['ada', 'bob', 'cy'], problems: [] });
  });

  test('goes on after one that cannot be taken in', async () => {
    write('mixed', { 'ada/exercises/02-attention.ts': text, 'bob/nothing.txt': '' });
    writeFileSync(join(base, 'mixed', 'cy.zip'), 'no zip');
    const { names, problems } = await intakeOf('missing', 'mixed', 'Ada');
    expect(names).toEqual(['ada', 'Ada (2)']);
    expect(problems).toEqual([
      'missing does not exist: check the path',
      expect.stringMatching(
        /^mixed[\\/]bob holds no exercise: expected a folder exercises\/ with files like 01-/,
      ),
      expect.stringMatching(/^mixed[\\/]cy\.zip is not a zip that can be read: /),
    ]);
  });
});

describe('two submissions of one name', () => {
  test('get numbers that no other has', async () => {
    for (const folder of ['one/eve', 'two/Eve', 'three/eve', 'four/eve (2)']) write(folder);
    const { names } = await intakeOf('one/eve', 'two/Eve', 'four/eve (2)', 'three/eve');
    expect(names).toEqual(['eve', 'Eve (2)', 'eve (2) (2)', 'eve (3)']);
  });
});

describe('a path that is no submission', () => {
  test('is empty', async () => {
    expect(await intakeOf('', '  ')).toEqual({
      names: [],
      problems: ['an empty path: give a folder or a zip', 'an empty path: give a folder or a zip'],
    });
  });

  test('is a file', async () => {
    write('loose', { 'notes.txt': '' });
    expect((await intakeOf('loose/notes.txt')).problems).toEqual([
      'loose/notes.txt is neither a folder nor a zip: give the folder that holds exercises/',
    ]);
  });

  test('is an empty folder', async () => {
    mkdirSync(join(base, 'empty'));
    expect((await intakeOf('empty')).problems).toEqual([
      'empty holds no submission: neither exercises/ nor folders or zips of students',
    ]);
  });

  test('holds two sets of exercises side by side', async () => {
    write('course/fay', { 'a/exercises/02-attention.ts': '', 'b/exercises/02-attention.ts': '' });
    expect((await intakeOf('course')).problems).toEqual([
      expect.stringMatching(
        /fay holds more than one set of exercises: a\/exercises and b\/exercises; hand in one$/,
      ),
    ]);
  });

  test('holds too many files', async () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.files }, (_, index) => [`f${index}.txt`, '']),
    );
    write('many', { ...stages, ...many });
    expect((await intakeOf('many')).problems).toEqual([`many holds more than ${limits.files} files`]);
  });

  test('holds a file that nobody can read', async () => {
    write('locked', { ...stages, 'exercises/locked.ts': '' });
    expect((await intakeOf('locked', 'Ada')).problems).toEqual([
      'locked holds exercises/locked.ts, which cannot be read (EACCES)',
    ]);
  });

  test.skipIf(isRoot || process.platform === 'win32')('is a folder that nobody can read', async () => {
    write('closed', { ...stages });
    chmodSync(join(base, 'closed'), 0);
    const { problems } = await intakeOf('closed');
    chmodSync(join(base, 'closed'), 0o700);
    expect(problems).toEqual(['closed cannot be read (EACCES)']);
  });
});

describe('a file that is left out', () => {
  test('is too large', async () => {
    write('large', { ...stages, 'exercises/data.json': '1'.repeat(limits.fileBytes + 1) });
    expect(await submissionOf('large')).toMatchObject({
      files: ['exercises/02-attention.ts'],
      notes: [`left out exercises/data.json: ${limits.fileBytes + 1} bytes, more than ${limits.fileBytes}`],
    });
  });

  test.skipIf(process.platform === 'win32')('is a link, to a file or to a folder', async () => {
    const folder = write('links', stages);
    symlinkSync(join(base, 'Ada/exercises/02-attention.ts'), join(folder, 'exercises/03-masking.ts'));
    symlinkSync(base, join(folder, 'exercises/up'));
    expect(await submissionOf('links')).toMatchObject({
      files: ['exercises/02-attention.ts'],
      notes: [
        'left out exercises/03-masking.ts: a link or a device, not a file',
        'left out exercises/up: a link or a device, not a file',
      ],
    });
  });
});
