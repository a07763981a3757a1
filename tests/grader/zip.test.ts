import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { limits } from '../../grader/limits';
import { temporaryFolder } from './support/folders';
import { type RawEntry, rawZip } from './support/raw-zip';
import { takeIn } from './support/take-in';
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

const attention = { name: 'exercises/02-attention.ts', text: stage };

/** The paths of the files that were taken from a zip of one stage and another entry. */
async function rawPathsOf(entry: RawEntry) {
  writeFileSync(join(folder, 'raw.zip'), rawZip([attention, entry]));
  const { submission, problem } = await intakeOf('raw.zip');
  expect(submission?.notes).toEqual([]);
  return problem ?? [...(submission?.files.keys() ?? [])];
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
      papers: new Map(),
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
      'José/Icon\r': 'litter',
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

describe('a zip from Windows', () => {
  test('may have upper case in the names that count, and in no other', async () => {
    const files = {
      'Exercises/02-Attention.TS': stage,
      'Exercises/Helper.TS': '',
      'Exercises/Data.JSON': '1',
    };
    expect(await pathsOf(files)).toEqual([
      'exercises/02-attention.ts',
      'exercises/Helper.ts',
      'exercises/Data.json',
    ]);
  });

  test('may have names in the code page of DOS', async () => {
    // 0x82 is é in code page 437 (and in 850), and no UTF-8.
    const name = Buffer.concat([Buffer.from('exercises/h'), Buffer.from([0x82]), Buffer.from('lper.ts')]);
    expect(await rawPathsOf({ name, flags: 0 })).toEqual([
      'exercises/02-attention.ts',
      'exercises/hélper.ts',
    ]);
  });

  test('may have been written by Notepad: UTF-16, which is noted', async () => {
    const wide = Buffer.from(`\uFEFF${stage.replace('\n', '\r\n')}`, 'utf16le');
    writeFileSync(join(folder, 'wide.zip'), rawZip([{ name: 'exercises/02-attention.ts', text: wide }]));
    const { submission } = await intakeOf('wide.zip');
    expect(submission?.files.get('exercises/02-attention.ts')).toBe(stage);
    expect(submission?.notes).toEqual(['exercises/02-attention.ts is not UTF-8: read as UTF-16LE']);
  });
});

describe('a zip from macOS', () => {
  test('may have UTF-8 in its names without saying so', async () => {
    const name = 'exercises/hélper.ts'.normalize('NFD');
    expect(await rawPathsOf({ name, flags: 0 })).toEqual([
      'exercises/02-attention.ts',
      'exercises/hélper.ts'.normalize('NFC'),
    ]);
  });

  test('may have sizes after the bytes, not before them', async () => {
    expect(await rawPathsOf({ name: 'exercises/a.ts', text: stage, flags: 8 })).toHaveLength(2);
  });
});

describe('a zip that is rejected', () => {
  test.each([
    ['no zip', 'Dear instructor, my dog ate it.', 'not a zip'],
    ['a RAR archive', 'Rar!\x1a\x07\x01\x00 and so on', 'a .rar archive by another name'],
    ['a 7z archive', '7z\xbc\xaf\x27\x1c and so on', 'a .7z archive by another name'],
    ['a gz archive', '\x1f\x8b\x08 and so on', 'a .gz archive by another name'],
    ['empty', '', 'empty (0 bytes)'],
  ])('is %s', async (_, text, what) => {
    writeFileSync(join(folder, 'no.zip'), text, 'latin1');
    expect((await intakeOf('no.zip')).problem).toBe(`no.zip is ${what}; pack it again as a .zip`);
  });

  test('was cut off', async () => {
    const path = await writeZip(join(folder, 'cut.zip'), hello);
    truncateSync(path, readFileSync(path).length - 30);
    expect((await intakeOf('cut.zip')).problem).toBe(
      'cut.zip is only the beginning of a zip; pack it again as a .zip',
    );
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

  test('holds nothing but another zip', async () => {
    const inner = (await zipBytes(hello)).toString('latin1');
    await writeZip(join(folder, 'outer.zip'), { 'homework/homework.zip': inner });
    expect((await intakeOf('outer.zip')).problem).toBe(
      'outer.zip holds no exercise: expected a folder exercises/ with files like 01-positional-encoding.ts; ' +
        'left out homework/homework.zip: an archive inside of a submission is not opened; hand in its files',
    );
  });

  test('is all encrypted', async () => {
    const entries = ['01-positional-encoding', '02-attention'].map((stem) => ({
      name: `exercises/${stem}.ts`,
      text: stage,
      flags: 0x801,
    }));
    writeFileSync(join(folder, 'secret.zip'), rawZip(entries));
    expect((await intakeOf('secret.zip')).problem).toBe(
      'secret.zip holds no exercise that can be read; ' +
        'left out exercises/01-positional-encoding.ts: encrypted; pack it again without a password; ' +
        'left out exercises/02-attention.ts: encrypted; pack it again without a password',
    );
  });
});

test('a zip with strong encryption is rejected', async () => {
  writeFileSync(join(folder, 'strong.zip'), rawZip([{ ...attention, flags: 0x841 }]));
  expect((await intakeOf('strong.zip')).problem).toBe(
    'strong.zip is encrypted; pack it again without a password',
  );
});

describe('a zip of everything', () => {
  test('may hold packages and data: what is not needed does not count', async () => {
    const packages = Array.from({ length: 3 * limits.files }, (_, index) => ({
      name: `hw/node_modules/p/${index}.js`,
      size: 0xffff_fff0,
    }));
    const data = { name: 'hw/data/corpus.txt', size: 0xffff_fff0 };
    writeFileSync(
      join(folder, 'all.zip'),
      rawZip([{ ...attention, name: `hw/${attention.name}` }, data, ...packages]),
    );
    const { submission } = await intakeOf('all.zip');
    expect([...(submission?.files.keys() ?? [])]).toEqual([attention.name]);
    expect(submission?.notes).toEqual([]);
  });

  test('may be a zip64', async () => {
    expect(await rawPathsOf({ name: 'exercises/a.ts', text: stage, zip64: true })).toHaveLength(2);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(stage), 'exercises/02-attention.ts', { forceZip64Format: true });
    zip.end({ forceZip64Format: true, comment: '' });
    writeFileSync(join(folder, 'wide64.zip'), await buffer(zip.outputStream));
    expect((await intakeOf('wide64.zip')).submission?.files.get('exercises/02-attention.ts')).toBe(stage);
  });
});
