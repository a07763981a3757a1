import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSubmissions } from '../../grader/intake/find';
import { type Texts, temporaryFolder, writeFiles } from './support/folders';

const base = temporaryFolder();
const stage = { 'exercises/02-attention.ts': '' };
const onWindows = process.platform === 'win32';
const write = (name: string, files: Texts) => writeFiles(join(base, name), files);
const find = (...paths: string[]) => findSubmissions(paths, base);
const problemsOf = async (...paths: string[]) =>
  (await find(...paths)).rejections.map(({ problem }) => problem);

test('finding looks at names alone and gives plain data', async () => {
  write('class', { 'ada/exercises/02-attention.ts': '', 'bob/notes.txt': '', 'cy.zip': 'no zip at all' });
  const found = await find('class');
  expect(found).toEqual({
    candidates: ['ada', 'bob', 'cy.zip'].map((source) => ({
      name: source.replace('.zip', ''),
      source,
      path: join(base, 'class', source),
      given: join('class', source),
    })),
    rejections: [],
    notes: [],
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test.each(['rar', '7z', 'tar', 'tar.gz', 'tgz', 'tar.xz', 'gz'])(
  'an archive .%s is rejected, given or found in a class',
  async (ending) => {
    write(`archives-${ending}`, { [`Ada L.${ending}`]: '', 'bob/exercises/02-attention.ts': '' });
    const line = (path: string) =>
      `${path} is a .${ending} archive, which is not read: unpack it, or have it packed as .zip`;
    const path = join(`archives-${ending}`, `Ada L.${ending}`);
    expect(await problemsOf(`archives-${ending}`)).toEqual([line(path)]);
    expect(await problemsOf(path)).toEqual([line(path)]);
    expect((await find(`archives-${ending}`)).candidates.map(({ name }) => name)).toEqual(['bob']);
  },
);

test('a single file of code in a class is rejected, another file is noted', async () => {
  write('loose', {
    'ada.ts': '',
    'grades.csv': '',
    'names.json': '',
    '.hidden/x': '',
    '.DS_Store': '',
    'bob/x.txt': '',
  });
  const { candidates, rejections, notes } = await find('loose');
  expect(candidates.map(({ name }) => name)).toEqual(['bob']);
  expect(rejections).toEqual([
    {
      name: 'ada.ts',
      source: 'ada.ts',
      problem: `${join('loose', 'ada.ts')} is a single file: put it into exercises/ of a student's folder`,
    },
  ]);
  expect(notes).toEqual([
    `${join('loose', '.hidden')} is left alone: neither a folder nor a zip of a student`,
    `${join('loose', 'grades.csv')} is left alone: neither a folder nor a zip of a student`,
    `${join('loose', 'names.json')} is left alone: neither a folder nor a zip of a student`,
  ]);
});

test.skipIf(onWindows)(
  'links in a class are rejected, to folders and to zips; a given link is followed',
  async () => {
    write('real', stage);
    const folder = write('linked', { 'bob/exercises/02-attention.ts': '', 'x.zip': '' });
    symlinkSync(join(base, 'real'), join(folder, 'ada'));
    symlinkSync(join(folder, 'x.zip'), join(folder, 'cy.zip'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dan'));
    expect(await problemsOf('linked')).toEqual(
      ['ada', 'cy.zip', 'dan'].map(
        (name) =>
          `${join('linked', name)} is a link, and links are not followed: put the folder or zip itself there`,
      ),
    );
    const { candidates } = await find('linked/ada');
    expect(candidates).toMatchObject([{ name: 'ada', path: join(base, 'real') }]);
  },
);

test.skipIf(onWindows)('links that lead nowhere or in a circle are rejected', async () => {
  symlinkSync(join(base, 'loop'), join(base, 'loop'));
  symlinkSync(join(base, 'nowhere'), join(base, 'dangling'));
  expect(await problemsOf('loop', 'dangling')).toEqual([
    'loop is a link to itself: give the folder or zip',
    'dangling does not exist: check the path',
  ]);
});

test.skipIf(onWindows)(
  'a FIFO by the name of a zip is rejected, given or found, without waiting for it',
  async () => {
    const folder = write('pipes', { 'bob/exercises/02-attention.ts': '' });
    execFileSync('mkfifo', [join(folder, 'ada.zip'), join(folder, 'other')]);
    const { rejections, notes } = await find('pipes', 'pipes/ada.zip');
    expect(rejections.map(({ problem }) => problem)).toEqual([
      `${join('pipes', 'ada.zip')} is no file, but a device, FIFO or socket: remove it`,
      'pipes/ada.zip is neither a folder nor a zip: give the folder that holds exercises/',
    ]);
    expect(notes).toEqual([
      `${join('pipes', 'other')} is left alone: neither a folder nor a zip of a student`,
    ]);
  },
  20_000,
);

test('a folder that holds only a zip, as course platforms make them, is that zip, by the name of the folder', async () => {
  write('platform', {
    'Ada_123_file_/homework.zip': '',
    'Ada_123_file_/.DS_Store': '',
    'Bob_124_file_/one.zip': '',
    'Bob_124_file_/two.zip': '',
  });
  const { candidates } = await find('platform');
  expect(candidates.map(({ name, path }) => [name, path])).toEqual([
    ['Ada_123_file_', join(base, 'platform/Ada_123_file_/homework.zip')],
    ['Bob_124_file_', join(base, 'platform/Bob_124_file_')],
  ]);
});

test('a folder is one submission, also with upper case and with a link in the place of exercises/', async () => {
  write('upper', { 'Exercises/02-Attention.TS': '', 'lib/x.ts': '' });
  write('top', { '02-Attention.TS': '', 'lib/x.ts': '' });
  const folder = write('link', { 'lib/x.ts': '' });
  if (!onWindows) symlinkSync(join(base, 'upper'), join(folder, 'exercises'));
  const paths = ['upper', 'top', ...(onWindows ? [] : ['link'])];
  expect((await find(...paths)).candidates.map(({ name }) => name)).toEqual(paths);
});

test('a path with a dot or a slash at its end has the name of its folder', async () => {
  write('dots/Ada', stage);
  const { candidates } = await find('dots/Ada/.', 'dots/Ada/', './dots/Ada');
  expect(candidates.map(({ source }) => source)).toEqual(['Ada', 'Ada', 'Ada']);
});

test.skipIf(onWindows)('names are shown without marks that are not seen, in one line', async () => {
  const names = ['Ada\u202egnp', 'B\u200bob', 'C\ny\u001b[31m', '\u200b'];
  for (const name of names) write(`marks/${name}`, stage);
  mkdirSync(Buffer.concat([Buffer.from(join(base, 'marks/latin-')), Buffer.from([0xe9])]));
  const { candidates, rejections } = await find('marks');
  expect(candidates.map(({ name }) => name).sort()).toEqual(['Adagnp', 'Bob', 'C y', 'no name']);
  for (const { given } of candidates) expect(names.map((name) => join('marks', name))).toContain(given);
  expect(rejections.map(({ problem }) => problem)).toEqual([
    `${join('marks', 'latin-\uFFFD')} has a name that is not valid Unicode: rename it`,
  ]);
});

test('rejections and candidates have names of their own', async () => {
  write('one', { 'eve.rar': '', 'eve/exercises/02-attention.ts': '' });
  writeFileSync(join(base, 'eve.rar'), '');
  const { candidates, rejections } = await find('one', 'eve.rar', 'missing', 'missing');
  expect(candidates.map(({ name }) => name)).toEqual(['eve']);
  expect(rejections.map(({ name }) => name)).toEqual(['eve.rar', 'eve.rar (2)', 'missing', 'missing (2)']);
});
