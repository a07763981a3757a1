import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { limits } from '../../grader/limits';
import { type Texts, temporaryFolder, writeFiles } from './support/folders';
import { takeIn } from './support/take-in';
import { writeZip } from './support/zips';

/** Root may read everything: a file that nobody can read has to be played. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const open = async (path: string, flags: number) => {
    if (!path.endsWith('locked.ts')) return real.open(path, flags);
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  };
  return { ...real, open };
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
      papers: new Map(),
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
  test('gives one for each folder and zip, in order', async () => {
    write('class', {
      'bob/exercises/02-attention.ts': text,
      'ada/homework/exercises/02-attention.ts': text,
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
      `${join('mixed', 'bob')} holds no exercise: expected a folder exercises/ with files like 01-positional-encoding.ts`,
      `${join('mixed', 'cy.zip')} is not a zip; pack it again as a .zip`,
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

  test('holds a file that nobody can read', async () => {
    write('locked', { ...stages, 'exercises/locked.ts': '' });
    expect((await intakeOf('locked', 'Ada')).problems).toEqual([
      'locked holds exercises/locked.ts, which cannot be read (EACCES): check its permissions',
    ]);
  });

  test.skipIf(isRoot || process.platform === 'win32')('is a folder that nobody can read', async () => {
    write('closed', { ...stages });
    chmodSync(join(base, 'closed'), 0);
    const { problems } = await intakeOf('closed');
    chmodSync(join(base, 'closed'), 0o700);
    expect(problems).toEqual(['closed cannot be read (EACCES): check its permissions']);
  });
});

describe('a file that is left out', () => {
  test('is too large', async () => {
    const size = limits.fileBytes + 1;
    write('large', { ...stages, 'exercises/data.json': '1'.repeat(size) });
    expect(await submissionOf('large')).toMatchObject({
      files: ['exercises/02-attention.ts'],
      notes: [
        `left out exercises/data.json: ${size} bytes, more than the ${limits.fileBytes} of one file; ` +
          'keep data out of exercises/',
      ],
    });
  });

  test('configures tools', async () => {
    const config = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts', '.npmrc'];
    const both = config.flatMap((name) => [name, `exercises/${name}`]);
    write('config', { ...stages, ...Object.fromEntries(both.map((name) => [name, '{}'])) });
    expect(await submissionOf('config')).toMatchObject({ files: ['exercises/02-attention.ts'], notes: [] });
  });

  test('but not code that is called a configuration', async () => {
    write('model-config', { ...stages, 'exercises/model.config.ts': '' });
    expect((await submissionOf('model-config')).files).toContain('exercises/model.config.ts');
  });

  test('is an archive, which is noted', async () => {
    write('packed', { ...stages, 'exercises/more.zip': '', 'old.rar': '' });
    const why = 'an archive inside of a submission is not opened; hand in its files';
    expect((await submissionOf('packed')).notes).toEqual([
      `left out exercises/more.zip: ${why}`,
      `left out old.rar: ${why}`,
    ]);
  });

  test('seems to be a stage by another name, which is noted', async () => {
    write('renamed', { ...stages, 'exercises/03-masking.ts.txt': '', 'exercises/02-attention.old.ts': '' });
    expect((await submissionOf('renamed')).notes).toEqual([
      'exercises/03-masking.ts.txt is not graded as a stage: if it is one, rename it to 03-masking.ts',
    ]);
  });
});

describe('the text of a file', () => {
  const accents = "// Grüße, Zoë\nexport const a = '√';\n";
  const textOf = async (bytes: Buffer) => {
    writeFileSync(join(write('texts'), 'exercises/02-attention.ts'), bytes);
    const { submissions, rejections } = await takeIn(['texts'], base);
    const [submission] = submissions;
    return {
      text: submission?.files.get('exercises/02-attention.ts'),
      notes: submission?.notes,
      problem: rejections[0]?.problem,
    };
  };
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
  const file = 'exercises/02-attention.ts';

  test.each([
    ['UTF-8', Buffer.from(accents), []],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${accents}`), []],
    ['UTF-8 with lines of Windows', Buffer.from(accents.replaceAll('\n', '\r\n')), []],
    ['UTF-8 with lines of an old Mac', Buffer.from(accents.replaceAll('\n', '\r')), []],
    ['UTF-16LE', Buffer.from(`\uFEFF${accents}`, 'utf16le'), [`${file} is not UTF-8: read as UTF-16LE`]],
    [
      'UTF-16BE',
      swapped(Buffer.from(`\uFEFF${accents}`, 'utf16le')),
      [`${file} is not UTF-8: read as UTF-16BE`],
    ],
  ])('may be in %s', async (_, bytes, notes) => {
    expect(await textOf(bytes)).toEqual({ text: accents, notes, problem: undefined });
  });

  test('may be in Latin-1, as old editors write it', async () => {
    // One byte for each letter.
    const bytes = Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x5a, 0x6f, 0xeb]);
    expect(await textOf(bytes)).toMatchObject({
      text: 'Grüße Zoë',
      notes: [`${file} is not UTF-8: read as Latin-1`],
    });
  });

  test('is none when it holds NUL', async () => {
    expect((await textOf(Buffer.from('a\0b'))).problem).toBe(
      `texts holds no exercise that can be read; left out ${file}: no text: it holds NUL characters; save it as UTF-8`,
    );
  });
});
