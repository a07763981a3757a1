/** The download of the complete works, against a server that does everything wrong, one thing at a time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';
import { type Figures, worksFrom } from '../../lib/text/complete-works';
import { downloadCompleteWorks } from '../../lib/text/install';
import {
  type Answer,
  type FaultyServer,
  honest,
  ignoresRange,
  liesAboutLength,
  sendsTooMuch,
  serve,
  stalls,
  status,
  truncates,
} from './support/faulty-server';

const works = 'The Works\n\n  HAMLET. To be, or “not”.\n';
const book = `\uFEFFAbout this eBook\r\n*** START OF THIS PROJECT GUTENBERG EBOOK THE WORKS ***\r\n\r\n   \r\n${works.replaceAll('\n', '\r\n')}\r\n\r\n* CONTENT NOTE (added in 2017) *\r\nlicence\r\n`;

const base = mkdtempSync(join(tmpdir(), 'download-'));
const file = join(base, 'cache/100-0.zip.part');
const target = join(base, 'cache/works.txt');
let zip: Buffer;
let figures: Figures;
let server: FaultyServer | undefined;

const exact = (content: Buffer) => ({
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

async function zipped(name: string, content: string): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  // Not compressed: the length of the archive does not depend on the text.
  archive.addBuffer(Buffer.from(content), name, { compress: false, mtime: new Date(2018, 5, 14) });
  archive.end();
  return buffer(archive.outputStream as never);
}

beforeAll(async () => {
  zip = await zipped('100-0.txt', book);
  const member = { name: '100-0.txt', ...exact(Buffer.from(book)) };
  figures = { zip: { bytes: zip.length }, member, text: exact(Buffer.from(works)) };
});

afterEach(() => {
  server?.close();
  rmSync(join(base, 'cache'), { recursive: true, force: true });
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Downloads from a server that gives these answers. */
async function install(content: Buffer, ...answers: [Answer, ...Answer[]]): Promise<void> {
  server = await serve(content, ...answers);
  await downloadCompleteWorks({
    url: server.url,
    file,
    target,
    figures,
    patience: 300,
    pause: 1,
    retries: 2,
  });
}

const inPlace = () => readFileSync(target, 'utf8');
const left = () => (existsSync(join(base, 'cache')) ? readdirSync(join(base, 'cache')) : []);

describe('the download', () => {
  test('puts the text in place and leaves nothing else', async () => {
    await install(zip, honest);
    expect(inPlace()).toBe(works);
    expect(left()).toEqual(['works.txt']);
  });

  test('goes on where a connection ended in the middle', async () => {
    await install(zip, truncates(40), truncates(30), honest);
    expect(inPlace()).toBe(works);
    expect(server?.ranges).toEqual([undefined, 'bytes=40-', 'bytes=70-']);
  });

  test('gives up a connection that stalls and goes on with the next', async () => {
    await install(zip, stalls(50), honest);
    expect(inPlace()).toBe(works);
    expect(server?.ranges).toEqual([undefined, 'bytes=50-']);
  });

  test('goes on in a later call, after one that failed', async () => {
    await expect(install(zip, truncates(60), stalls(0))).rejects.toThrow(
      `60 of ${zip.length} bytes are kept`,
    );
    expect(left()).toEqual(['100-0.zip.part']);
    server?.close();
    await install(zip, honest);
    expect(server?.ranges).toEqual(['bytes=60-']);
    expect(inPlace()).toBe(works);
  });

  test('starts again with a server that sends everything instead of the rest', async () => {
    await install(zip, truncates(60), ignoresRange);
    expect(inPlace()).toBe(works);
  });

  test('starts again when the server knows no such part', async () => {
    await install(zip, truncates(60), status(416), honest);
    expect(inPlace()).toBe(works);
    expect(server?.ranges).toEqual([undefined, 'bytes=60-', undefined]);
  });

  test('tries again after an error of the server', async () => {
    await install(zip, status(503), honest);
    expect(inPlace()).toBe(works);
  });

  test('tells bytes as they come', async () => {
    server = await serve(zip, truncates(40), honest);
    const seen: number[] = [];
    const onProgress = (bytes: number) => seen.push(bytes);
    await downloadCompleteWorks({ url: server.url, file, target, figures, pause: 1, onProgress });
    expect([seen[0], seen.at(-1)]).toEqual([40, zip.length]);
  });
});

describe('the download refuses', () => {
  const refusals: [string, Answer, RegExp][] = [
    ['a length that is not the right one', liesAboutLength, /^The server has a file of \d+ bytes, expected/],
    ['more bytes than there should be', sendsTooMuch, /^The server sends more than the \d+ bytes expected/],
    ['a page that is not found', status(404), /^The server answered 404 instead of the file/],
    ['errors without end', status(500), /^The download failed: the server answered 500/],
    ['silence without end', stalls(0), /^The download failed: the server sent nothing for a long time/],
  ];
  test.each(refusals)('%s', async (_, answer, message) => {
    await expect(install(zip, answer)).rejects.toThrow(message);
    expect(left().filter((name) => name !== '100-0.zip.part')).toEqual([]);
  });

  test('other bytes of the right length, and keeps none of them', async () => {
    const other = await zipped('100-0.txt', book.replace('HAMLET', 'OTHERS'));
    expect(other.length).toBe(zip.length);
    await expect(install(other, honest)).rejects.toThrow(
      /^This is not the file that was expected: its sha256/,
    );
    expect(left()).toEqual([]);
  });

  test('a page that is not found, and keeps what has come before', async () => {
    await expect(install(zip, truncates(40), status(403))).rejects.toThrow('The server answered 403');
    server?.close();
    await install(zip, honest);
    expect(server?.ranges).toEqual(['bytes=40-']);
    expect(inPlace()).toBe(works);
  });

  test('bytes that are no zip at all', async () => {
    await expect(install(Buffer.alloc(zip.length, 'x'), honest)).rejects.toThrow(/^This is not the file/);
    const damaged = Buffer.concat([zip.subarray(0, 4), Buffer.alloc(zip.length - 4)]);
    await expect(install(damaged, honest)).rejects.toThrow(/^The zip is damaged/);
  });

  test('and what was in place before stays', async () => {
    await install(zip, honest);
    await expect(install(Buffer.alloc(zip.length), honest)).rejects.toThrow();
    expect(inPlace()).toBe(works);
  });
});

describe('without a network', () => {
  test('one sentence says so', async () => {
    const gone = await serve(zip, honest);
    gone.close();
    const offline = downloadCompleteWorks({ url: gone.url, file, target, figures, pause: 1, retries: 1 });
    await expect(offline).rejects.toThrow(
      'The download failed: the server cannot be reached (ECONNREFUSED): are you offline?',
    );
  });

  test('an interruption keeps what has come', async () => {
    server = await serve(zip, stalls(50));
    const interrupt = new AbortController();
    const onProgress = () => interrupt.abort();
    const options = { url: server.url, file, target, figures, onProgress, signal: interrupt.signal };
    await expect(downloadCompleteWorks(options)).rejects.toThrow('Interrupted');
    expect(left()).toEqual(['100-0.zip.part']);
  });
});

test('worksFrom refuses what is not the eBook', () => {
  expect(() => worksFrom(book.replace('*** START', 'START'))).toThrow('This is not the eBook');
  expect(() => worksFrom(book.replace('CONTENT NOTE', ''))).toThrow('This is not the eBook');
});
