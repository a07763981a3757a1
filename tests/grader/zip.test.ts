import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeIn } from '../../grader/intake/intake';
import { limits } from '../../grader/limits';
import { temporaryFolder } from './support/folders';
import { writeZip, zipBytes } from './support/zips';

const folder = temporaryFolder();
const stage = 'export const attention = () => 1;\n';
const hello = { 'exercises/02-attention.ts': stage };

/** Takes in one zip of the folder. */
async function intakeOf(name: string) {
  const { submissions, rejections } = await takeIn([name], folder);
  return {
    submission: submissions[0],
    problem: rejections[0]?.problem,
    all: submissions.length + rejections.length,
  };
}

/** The paths of the files that were taken from a zip of these. */
async function pathsOf(files: Record<string, string>, options = {}) {
  await writeZip(join(folder, 'paths.zip'), files, options);
  const { submission, problem } = await intakeOf('paths.zip');
  return problem ?? [...(submission?.files.keys() ?? [])];
}

describe('a zip', () => {
  test('is a submission named like the file', async () => {
    await writeZip(join(folder, 'Ada Lovelace.ZIP'), { ...hello, 'README.md': '#', 'lib/todo.ts': 'mine' });
    const { submission } = await intakeOf('Ada Lovelace.ZIP');
    expect(submission).toEqual({
      name: 'Ada Lovelace',
      source: 'Ada Lovelace.ZIP',
      files: new Map([['exercises/02-attention.ts', stage]]),
      notes: [],
    });
  });

  test.each([
    ['with one folder inside', { 'homework-main/exercises/02-attention.ts': stage }],
    ['with folders in folders', { 'a/b c/é/exercises/02-attention.ts': stage }],
    ['without a folder exercises', { '02-attention.ts': stage, 'helper.ts': '' }],
    ['of one folder without that name', { 'My answers/02-attention.ts': stage }],
  ])('may be one %s', async (_, files) => {
    expect(await pathsOf(files)).toContain('exercises/02-attention.ts');
  });

  test('says so when there is no folder exercises', async () => {
    await writeZip(join(folder, 'top.zip'), { '02-attention.ts': stage });
    await writeZip(join(folder, 'named.zip'), { 'My answers/02-attention.ts': stage });
    expect((await intakeOf('top.zip')).submission?.notes).toEqual([
      'no folder exercises/: took the files of the top',
    ]);
    expect((await intakeOf('named.zip')).submission?.notes).toEqual([
      'no folder exercises/: took the files of My answers',
    ]);
  });

  test('may have the backslashes of Windows', async () => {
    const rename = { 'work/exercises/02-attention.ts': 'work\\exercises\\02-attention.ts' };
    expect(await pathsOf({ 'work/exercises/02-attention.ts': stage }, { rename })).toEqual([
      'exercises/02-attention.ts',
    ]);
  });

  test('may come from macOS: decomposed names and litter', async () => {
    const decomposed = 'José/exercises/hélper.ts'.normalize('NFD');
    const files = {
      'José/exercises/02-attention.ts': stage,
      [decomposed]: '',
      '__MACOSX/José/exercises/._02-attention.ts': 'litter',
      'José/exercises/.DS_Store': 'litter',
      'José/node_modules/exercises/02-attention.ts': 'litter',
    };
    expect(await pathsOf(files)).toEqual([
      'exercises/02-attention.ts',
      'exercises/hélper.ts'.normalize('NFC'),
    ]);
  });

  test('may have spaces, accents and emoji in its names', async () => {
    const files = { 'Ünï cödé 🙂/exercises/02-attention.ts': stage, 'Ünï cödé 🙂/exercises/a b 🙂.ts': '' };
    expect(await pathsOf(files)).toEqual(['exercises/02-attention.ts', 'exercises/a b 🙂.ts']);
  });

  test('loses the byte order mark of its files', async () => {
    await writeZip(join(folder, 'mark.zip'), { 'exercises/02-attention.ts': `\uFEFF${stage}` });
    expect((await intakeOf('mark.zip')).submission?.files.get('exercises/02-attention.ts')).toBe(stage);
  });
});

describe('a zip with names that lead out of it', () => {
  test.each([
    ['upwards', 'AA/exercises/02-attention.ts', '../exercises/02-attention.ts'],
    ['upwards from within', 'exercises/AA/AA/02-attention.ts', 'exercises/../../02-attention.ts'],
    ['from the root', 'A/exercises/02-attention.ts', '//exercises/02-attention.ts'],
    ['from a drive', 'AA/exercises/02-attention.ts', 'C:/exercises/02-attention.ts'],
  ])('is refused as a whole: %s', async (_, from, to) => {
    const problem = await pathsOf({ ...hello, [from]: 'evil' }, { rename: { [from]: to } });
    expect(problem).toMatch(/^paths\.zip is not a zip that can be read: (invalid relative|absolute) path: /);
    expect(problem).toMatch(/; pack it again$/);
  });
});

describe('a link in a zip', () => {
  test('is left out, with a note', async () => {
    const link = 'exercises/03-masking.ts';
    await writeZip(
      join(folder, 'link.zip'),
      { ...hello, [link]: '/etc/passwd' },
      { modes: { [link]: 0o120777 } },
    );
    const { submission } = await intakeOf('link.zip');
    expect([...(submission?.files.keys() ?? [])]).toEqual(['exercises/02-attention.ts']);
    expect(submission?.notes).toEqual([`left out ${link}: a link or a device, not a file`]);
  });
});

describe('a zip that is rejected', () => {
  test('is no zip', async () => {
    writeFileSync(join(folder, 'text.zip'), 'Dear instructor, my dog ate it.');
    expect((await intakeOf('text.zip')).problem).toMatch(
      /^text\.zip is not a zip that can be read: .*; pack it again$/,
    );
    writeFileSync(join(folder, 'empty.zip'), '');
    expect((await intakeOf('empty.zip')).problem).toMatch(/^empty\.zip is not a zip that can be read: /);
  });

  test('was cut off', async () => {
    const path = await writeZip(join(folder, 'cut.zip'), hello);
    truncateSync(path, readFileSync(path).length - 30);
    expect((await intakeOf('cut.zip')).problem).toMatch(/^cut\.zip is not a zip that can be read: /);
  });

  test('has damaged contents', async () => {
    const bytes = await zipBytes({ 'exercises/02-attention.ts': stage.repeat(200) });
    bytes.fill(0xff, 60, 90);
    writeFileSync(join(folder, 'damaged.zip'), bytes);
    expect((await intakeOf('damaged.zip')).problem).toMatch(
      /^damaged\.zip exercises\/02-attention\.ts is damaged: .*; pack the zip again$/,
    );
  });

  test('lies about where a file is', async () => {
    const bytes = await zipBytes(hello);
    bytes.write('nonsense', 0);
    writeFileSync(join(folder, 'place.zip'), bytes);
    expect((await intakeOf('place.zip')).problem).toMatch(
      /02-attention\.ts is damaged: .*; pack the zip again$/,
    );
  });

  test('lies about the size of a file', async () => {
    const bytes = await zipBytes({ 'exercises/02-attention.ts': stage.repeat(200) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(stage.length * 200);
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 1)) bytes.writeUInt32LE(5, at);
    writeFileSync(join(folder, 'lies.zip'), bytes);
    expect((await intakeOf('lies.zip')).problem).toMatch(/02-attention\.ts is damaged: too many bytes/);
  });

  test('holds no exercise', async () => {
    await writeZip(join(folder, 'nothing.zip'), { 'notes/read me.txt': 'hi' });
    expect((await intakeOf('nothing.zip')).problem).toBe(
      'nothing.zip holds no exercise: expected a folder exercises/ with files like 01-positional-encoding.ts',
    );
  });

  test('holds two sets of exercises side by side', async () => {
    await writeZip(join(folder, 'two.zip'), {
      'old/exercises/02-attention.ts': '',
      'new/exercises/02-attention.ts': stage,
    });
    expect((await intakeOf('two.zip')).problem).toBe(
      'two.zip holds more than one set of exercises: old/exercises and new/exercises; hand in one',
    );
  });

  test('holds too many files', async () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.files + 1 }, (_, index) => [`f${index}.txt`, '']),
    );
    await writeZip(join(folder, 'many.zip'), { ...hello, ...many });
    expect((await intakeOf('many.zip')).problem).toBe(`many.zip holds more than ${limits.files} files`);
  });

  test('says that it unpacks to more than the limit', async () => {
    const bytes = await zipBytes(hello);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(stage.length);
    const directory = bytes.indexOf('PK\u0001\u0002');
    const at = bytes.indexOf(size, directory + 24);
    bytes.writeUInt32LE(limits.zipBytes + 1, at);
    writeFileSync(join(folder, 'bomb.zip'), bytes);
    expect((await intakeOf('bomb.zip')).problem).toBe(
      `bomb.zip unpacks to more than ${limits.zipBytes} bytes`,
    );
  });
});

describe('a file in a zip that is too large', () => {
  test('is left out, with a note', async () => {
    const size = limits.fileBytes + 1;
    await writeZip(join(folder, 'large.zip'), { ...hello, 'exercises/data.json': '1'.repeat(size) });
    const { submission } = await intakeOf('large.zip');
    expect([...(submission?.files.keys() ?? [])]).toEqual(['exercises/02-attention.ts']);
    expect(submission?.notes).toEqual([
      `left out exercises/data.json: ${size} bytes, more than ${limits.fileBytes}`,
    ]);
  });
});
