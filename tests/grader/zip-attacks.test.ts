import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { limits } from '../../grader/limits';
import { temporaryFolder } from './support/folders';
import { type RawEntry, rawZip } from './support/raw-zip';
import { takeIn } from './support/take-in';
import { zipBytes } from './support/zips';

/** Shorter lists than a real zip may have: it would take long to make them. */
vi.mock('../../grader/limits', async (original) => {
  const { limits } = await original<{ limits: Record<string, number> }>();
  return { limits: { ...limits, listed: 1000, listedBytes: 2 ** 20 } };
});

const folder = temporaryFolder();
const text = 'export const attention = () => 1;\n';
const good = { name: 'exercises/02-attention.ts', text };

/** What is made of the bytes of a zip: the texts that were taken by path, the notes, or the problem. */
async function intakeOfBytes(bytes: Buffer) {
  writeFileSync(join(folder, 'a.zip'), bytes);
  const { submissions, rejections } = await takeIn(['a.zip'], folder);
  expect(submissions.length + rejections.length).toBe(1);
  const { files = new Map<string, string>(), notes = [] } = submissions[0] ?? {};
  return { paths: [...files.keys()], texts: [...files.values()], notes, problem: rejections[0]?.problem };
}

const intakeOf = (...entries: RawEntry[]) => intakeOfBytes(rawZip(entries));

/** Expects that of a good entry and evil ones only the good one is taken. */
async function expectLeftOut(entries: readonly RawEntry[], notes: readonly unknown[]) {
  const intake = await intakeOf(good, ...entries);
  expect(intake).toEqual({ paths: [good.name], texts: [text], notes, problem: undefined });
}

describe('an entry whose name is a trick', () => {
  const leadsOut = 'its name leads out of the submission (..); pack the folder again';
  const absolute = 'its name is absolute, not relative to the submission; pack the folder again';
  const control = 'its name holds control characters; rename it';

  test.each([
    ['upwards', '../exercises/03-masking.ts', leadsOut],
    ['upwards from within', 'exercises/../../03-masking.ts', leadsOut],
    ['upwards, and back in', 'exercises/../exercises/03-masking.ts', leadsOut],
    ['upwards with a mark in between', 'exercises/.\u200b./../03-masking.ts', leadsOut],
    ['upwards with backslashes', 'exercises\\..\\..\\03-masking.ts', leadsOut],
    ['from the root', '/exercises/03-masking.ts', absolute],
    ['from a drive', 'C:\\exercises\\03-masking.ts', absolute],
    ['from a drive, without a slash', 'c:exercises/03-masking.ts', absolute],
    ['from a server', '\\\\server\\share\\exercises\\03-masking.ts', absolute],
    ['from a device of Windows', '\\\\?\\C:\\exercises\\03-masking.ts', absolute],
  ])('is left out: %s', async (_, name, why) => {
    await expectLeftOut([{ name, text: 'evil' }], [`left out ${name.replace('\u200b', '')}: ${why}`]);
  });

  test.each([
    ['NUL', 'exercises/03-masking.ts\0.txt', 'exercises/03-masking.ts.txt'],
    ['a line break', 'exercises/03\n-masking.ts', 'exercises/03 -masking.ts'],
    ['an escape sequence', 'exercises/\u001b[31m03-masking.ts', 'exercises/03-masking.ts'],
    ['a control character of the second kind', 'exercises/\u009b31m03.ts', expect.anything()],
  ])('is left out with %s, and shown without it', async (_, name, shown) => {
    const note =
      typeof shown === 'string' ? `left out ${shown}: ${control}` : expect.stringContaining(control);
    await expectLeftOut([{ name, text: 'evil' }], [note]);
  });

  test('is left out when it is no Unicode', async () => {
    const name = Buffer.concat([Buffer.from('exercises/'), Buffer.from([0xff, 0xfe]), Buffer.from('.ts')]);
    const notes = [
      expect.stringMatching(/^left out exercises\/.*\.ts: its name is not valid Unicode; rename it$/),
    ];
    await expectLeftOut([{ name, text: 'evil' }], notes);
  });

  test('loses marks that are not seen, and those that turn text around', async () => {
    const { paths, notes } = await intakeOf(good, {
      name: 'exercises/he\u200blp\u202eer\u2066.ts',
      text: 'x',
    });
    expect([paths, notes]).toEqual([[good.name, 'exercises/helper.ts'], []]);
  });

  test('is shown cut off when it is very long', async () => {
    const intake = await intakeOf(good, { name: `../${'x'.repeat(60_000)}`, text: 'evil' });
    expect(intake.notes).toEqual([expect.stringMatching(/^left out \.\.\/x+…$/)]);
    expect(intake.notes[0]).toHaveLength(limits.noteCharacters + 1);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('does no harm: %s', async (name) => {
    const intake = await intakeOf(good, { name: `exercises/${name}.ts`, text: 'x' });
    expect(intake.paths).toEqual([good.name, `exercises/${name}.ts`]);
  });

  test('is left out when it lies too deep', async () => {
    const deep = (folders: number) => `exercises/${'d/'.repeat(folders - 1)}x.ts`;
    const why = `it lies more than ${limits.folderDepth} folders deep; move it up`;
    const { paths, notes } = await intakeOf(
      good,
      { name: deep(limits.folderDepth), text: 'x' },
      { name: deep(limits.folderDepth + 1), text: 'evil' },
    );
    expect(paths).toEqual([good.name, deep(limits.folderDepth)]);
    expect(notes).toEqual([`left out ${deep(limits.folderDepth + 1)}: ${why}`]);
  });
});

describe('an entry that is no file', () => {
  const link = 'a link, and links are not followed; hand in the file itself';
  const device = 'a device, FIFO or socket, not a file; remove it';
  test.each([
    ['a link', 0o120777, link],
    ['a character device', 0o020666, device],
    ['a block device', 0o060666, device],
    ['a FIFO', 0o010666, device],
    ['a socket', 0o140777, device],
  ])('is left out: %s', async (_, mode, why) => {
    const entry = { name: 'exercises/03-masking.ts', text: '/etc/passwd', mode };
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });

  test('is left out when it is the folder of the exercises, and files below it stay files', async () => {
    const evil = { name: 'exercises', text: '/etc', mode: 0o120777 };
    await expectLeftOut([evil], [`left out exercises: ${link}`]);
  });
});

describe('an entry that cannot be unpacked', () => {
  test.each([
    [9, 'Deflate64'],
    [12, 'bzip2'],
    [14, 'LZMA'],
    [93, 'Zstandard'],
    [99, 'AES'],
    [77, 'unknown'],
  ])('is left out: method %i', async (method, called) => {
    const why = `compressed by method ${method} (${called}), not by deflate; pack it again as a .zip`;
    const entry = { name: 'exercises/03-masking.ts', text, method };
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });

  test('is left out when it is encrypted', async () => {
    const entry = { name: 'exercises/03-masking.ts', text, flags: 0x801 };
    const why = 'encrypted; pack it again without a password';
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });

  const damage: [string, Partial<RawEntry>, string][] = [
    ['no deflated bytes', { packed: Buffer.alloc(40, 0xff) }, 'invalid block type'],
    [
      'bytes that end too early',
      { packed: deflateRawSync(Buffer.from(text)).subarray(0, 9) },
      'unexpected end of file',
    ],
    ['a wrong checksum', { crc: 1 }, 'its checksum is wrong'],
    ['a wrong checksum, stored', { crc: 1, method: 0 }, 'its checksum is wrong'],
    ['fewer bytes than said', { size: 99 }, `${text.length} bytes where the zip says 99`],
    ['more bytes than said', { size: 5 }, 'more than the 5 bytes that the zip says'],
    ['no bytes said', { size: 0 }, 'more than the 0 bytes that the zip says'],
    ['other sizes, stored', { size: 5, method: 0 }, `${text.length} bytes where the zip says 5`],
  ];
  test.each(damage)('is left out as damaged: %s', async (_, lie, why) => {
    const entry = { name: 'exercises/03-masking.ts', text, ...lie };
    const { paths, notes } = await intakeOf(good, entry);
    expect(paths).toEqual([good.name]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^left out exercises\/03-masking\.ts: damaged: .*; pack it again as a \.zip$/);
    if (typeof why === 'string') expect(notes[0]).toContain(why);
  });

  test('is left out when it is not where the zip says', async () => {
    const { paths, notes } = await intakeOf(good, { name: 'exercises/03-masking.ts', text, offset: 500 });
    expect(paths).toEqual([good.name]);
    expect(notes).toEqual([
      expect.stringMatching(/^left out exercises\/03-masking\.ts: damaged: .*; pack it again as a \.zip$/),
    ]);
  });

  test('is left out when it lies beyond the end', async () => {
    const { paths, notes } = await intakeOf(good, { name: 'exercises/03-masking.ts', text, offset: 1e9 });
    expect(paths).toEqual([good.name]);
    expect(notes).toEqual([
      'left out exercises/03-masking.ts: damaged: unexpected EOF; pack it again as a .zip',
    ]);
  });

  test('is left out when the zip calls it by two names', async () => {
    const entry = { name: 'exercises/03-masking.ts', localName: 'exercises/03-harmless', text };
    const why = 'another place of the zip calls it exercises/03-harmless; pack it again as a .zip';
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });
});

describe('a bomb', () => {
  const large = limits.fileBytes + 1;
  const zeros = Buffer.alloc(4 * limits.fileBytes);

  test('that says how large it is is not unpacked', async () => {
    const entry = { name: 'exercises/03-masking.ts', text: zeros };
    const why = `${zeros.length} bytes, more than the ${limits.fileBytes} of one file; keep data out of exercises/`;
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });

  test('that says it is small is unpacked no further than it says', async () => {
    const entry = { name: 'exercises/03-masking.ts', text: zeros, size: 100 };
    await expectLeftOut(
      [entry],
      [`left out ${entry.name}: damaged: more than the 100 bytes that the zip says; pack it again as a .zip`],
    );
  });

  test('of empty blocks, which unpack to nothing, is not read', async () => {
    // A stored block of no bytes that is not the last one.
    const packed = Buffer.alloc(3 * limits.fileBytes, Buffer.from([0, 0, 0, 0xff, 0xff]));
    const entry = { name: 'exercises/03-masking.ts', packed, size: 0 };
    const why = `${packed.length} bytes in the zip for a file of 0; pack it again as a .zip`;
    await expectLeftOut([entry], [`left out ${entry.name}: ${why}`]);
  });

  test('of many files ends at the limit of all together, and the stages come first', async () => {
    const count = limits.submissionBytes / limits.fileBytes + 3;
    const half = Array.from({ length: count }, (_, index) => ({
      name: `exercises/data${String(index).padStart(2, '0')}.json`,
      text: ' '.repeat(limits.fileBytes),
      // Damaged where it is not even read.
      ...(index === count - 1 ? { crc: 1 } : {}),
    }));
    const { paths, notes } = await intakeOf(...half, good);
    expect(paths).toEqual([good.name, ...half.slice(0, count - 4).map(({ name }) => name)]);
    const why = `more than ${limits.submissionBytes} bytes in all files together; keep data out of exercises/`;
    expect(notes).toEqual(half.slice(count - 4).map(({ name }) => `left out ${name}: ${why}`));
  });

  test('of entries on the same bytes is left out', async () => {
    const shared = deflateRawSync(Buffer.from(text));
    const at = rawZip([good]).indexOf('PK\u0001\u0002');
    const twins = ['exercises/a.ts', 'exercises/b.ts', 'exercises/c.ts'].map((name) => ({
      name,
      text,
      packed: shared,
      offset: at,
    }));
    const why = 'it shares bytes with another file of the zip, as in a zip bomb; pack it again as a .zip';
    await expectLeftOut(
      twins,
      twins.map(({ name }) => `left out ${name}: ${why}`),
    );
  });

  test('that holds another, or itself, is not opened', async () => {
    const inner = rawZip([good, { name: 'exercises/03-masking.ts', text: zeros }]);
    const why = 'an archive inside of a submission is not opened; hand in its files';
    const names = ['exercises/inner.zip', 'inner.tar.gz', 'exercises/inner.7Z'];
    await expectLeftOut(
      names.map((name) => ({ name, text: inner })),
      names.map((name) => `left out ${name}: ${why}`),
    );
  });

  test('of names is not listed', async () => {
    const many = rawZip([good], { count: 65_535 });
    expect((await intakeOfBytes(many)).problem).toMatch(
      /^a\.zip is a damaged zip \(.*\); pack it again as a \.zip$/,
    );
    const manyNames = Array.from({ length: limits.listed }, (_, index) => ({ name: `${index}` }));
    const longNames = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`.padEnd(60_000, 'x') }));
    for (const names of [manyNames, longNames])
      expect((await intakeOf(good, ...names)).problem).toBe(
        `a.zip holds more than ${limits.listed} files: hand in the folder exercises/ alone`,
      );
  });

  test('of code files ends at their limit', async () => {
    const many = Array.from({ length: limits.files + 5 }, (_, index) => ({
      name: `exercises/f${String(index).padStart(4, '0')}.ts`,
      text: '',
    }));
    const { paths, notes } = await intakeOf(...many, good);
    expect(paths).toHaveLength(limits.files);
    expect(paths[0]).toBe(good.name);
    expect(notes).toHaveLength(6);
    expect(notes.at(-1)).toBe(`left out exercises/f0504.ts: more than ${limits.files} files; hand in fewer`);
  });

  test('of notes is cut off', async () => {
    const many = Array.from({ length: limits.notes + 30 }, (_, index) => ({ name: `../${index}` }));
    const { notes } = await intakeOf(good, ...many);
    expect(notes).toHaveLength(limits.notes + 1);
    expect(notes.at(-1)).toBe('and 30 more notes like these');
  });

  test('larger than a file may be is left out at the exact byte', async () => {
    const entry = (size: number) => ({ name: 'exercises/data.json', text: ' '.repeat(size) });
    expect((await intakeOf(good, entry(large - 1))).paths).toHaveLength(2);
    expect((await intakeOf(good, entry(large))).paths).toHaveLength(1);
  });
});

describe('two entries of one name', () => {
  const first = { name: good.name, text: 'first' };
  test('are the last one, as most programs unpack them, with a note', async () => {
    const { paths, texts, notes } = await intakeOf(first, good);
    expect([paths, texts]).toEqual([[good.name], [text]]);
    expect(notes).toEqual([
      `left out ${good.name}: another file of the name ${good.name} was taken; hand in one of them`,
    ]);
  });

  test.each([
    ['in upper case', 'Exercises/02-ATTENTION.ts', good.name],
    ['with a backslash', 'exercises\\02-attention.ts', good.name],
    ['with a dot folder', 'exercises/./02-attention.ts', good.name],
  ])('are the exact one, whichever is first: %s', async (_, name, path) => {
    for (const entries of [
      [good, { name, text: 'other' }],
      [{ name, text: 'other' }, good],
    ]) {
      const { paths, texts, notes } = await intakeOf(...entries);
      expect([paths, texts]).toEqual([[path], [text]]);
      expect(notes).toEqual([
        `left out ${name}: another file of the name ${path} was taken; hand in one of them`,
      ]);
    }
  });

  test('are one in composed and decomposed Unicode', async () => {
    const name = 'exercises/hélper.ts';
    const entries = [
      { name: name.normalize('NFC'), text: 'composed' },
      { name: name.normalize('NFD'), text: 'decomposed' },
    ];
    for (const each of [entries, [...entries].reverse()]) {
      const { texts, notes } = await intakeOf(good, ...each);
      expect(texts).toEqual([text, 'composed']);
      expect(notes).toHaveLength(1);
    }
  });

  test('are two helpers when only the case differs', async () => {
    const { paths } = await intakeOf(good, { name: 'exercises/a.ts' }, { name: 'exercises/A.ts' });
    expect(paths).toEqual([good.name, 'exercises/a.ts', 'exercises/A.ts']);
  });
});

describe('a zip whose directory lies', () => {
  test('is rejected when there are more entries than it says', async () => {
    const hidden = rawZip([good, { name: 'exercises/03-masking.ts', text }], { count: 1 });
    expect((await intakeOfBytes(hidden)).problem).toBe(
      'a.zip is a damaged zip (its list holds more files than it says); pack it again as a .zip',
    );
  });

  test('is rejected when the directory is not where it says', async () => {
    const bytes = rawZip([good]);
    bytes.writeUInt32LE(7, bytes.length - 6);
    expect((await intakeOfBytes(bytes)).problem).toMatch(
      /^a\.zip is a damaged zip \(.*\); pack it again as a \.zip$/,
    );
  });

  test('is read when something stands before it', async () => {
    const { paths } = await intakeOfBytes(rawZip([good], { prefix: Buffer.from('#!/bin/sh\n') }));
    expect(paths).toEqual([good.name]);
  });

  test('never throws anything but a line, whatever bytes are wrong', async () => {
    const bytes = await zipBytes({ [good.name]: text, 'exercises/03-masking.ts': text.repeat(9) });
    for (let at = 0; at < bytes.length; at++) {
      const broken = Buffer.from(bytes);
      broken.writeUInt8((bytes.readUInt8(at) + 129) % 256, at);
      const { texts } = await intakeOfBytes(broken);
      // A text is taken as it was, or not at all.
      for (const each of texts) expect([text, text.repeat(9)]).toContain(each);
    }
  });
});

describe('the file of a zip', () => {
  test('is left as it was', async () => {
    const bytes = rawZip([good, { name: '../evil.ts', text: 'evil' }]);
    await intakeOfBytes(bytes);
    expect(readFileSync(join(folder, 'a.zip')).equals(bytes)).toBe(true);
  });
});
