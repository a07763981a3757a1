/** Puts the complete works in place: all of them, or nothing. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { UsageError } from '../cli/start';
import { writeWhole } from '../whole-file';
import { completeWorks, difference, type Figures, worksFrom } from './complete-works';
import { type DownloadOptions, download } from './download';
import { sha256Of } from './sha256';

/** The bytes of the zip while they arrive. */
const partFile = join(completeWorks.folder, '100-0.zip.part');

/** How the download is done; tests have other places, and another file. */
export interface InstallOptions extends Partial<Omit<DownloadOptions, 'bytes'>> {
  readonly target?: string;
  readonly figures?: Figures;
}

/**
 * Downloads the eBook, checks it, makes the text, checks that.
 *
 * @throws {Error} with a sentence for the user; the text that was in place before stays
 */
export async function downloadCompleteWorks(options: InstallOptions = {}): Promise<void> {
  const { target = completeWorks.file, figures = completeWorks, ...rest } = options;
  const { url = completeWorks.url, file = partFile } = rest;
  await download({ ...rest, url, file, bytes: figures.zip.bytes });
  try {
    await putInPlace(target, await textFrom(await readFile(file), figures));
  } finally {
    // Whole, and either used or wrong.
    await rm(file, { force: true });
  }
}

/**
 * Takes the text from a file that the user has: the zip, the eBook in it, or the text to train on.
 *
 * @throws {UsageError} when the file cannot be read
 * @throws {Error} when it is none of the three
 */
export async function installCompleteWorks(file: string, target: string = completeWorks.file): Promise<void> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code})`);
  });
  await putInPlace(target, await textFrom(bytes, completeWorks));
}

/** The text to train on, out of any of the files that hold it. */
async function textFrom(content: Buffer, { member, text: wanted }: Figures): Promise<Buffer> {
  if (difference(content, wanted) === undefined) return content;
  const book = content.subarray(0, 2).toString() === 'PK' ? await memberOf(content, member.name) : content;
  const wrong = difference(book, member);
  if (wrong) throw new Error(`This is not the file that was expected: ${wrong}`);
  const text = Buffer.from(worksFrom(book.toString('utf8')));
  const changed = difference(text, wanted);
  if (changed) throw new Error(`The text made of the eBook is not the expected one: ${changed}`);
  return text;
}

/** The eBook, out of the zip. */
async function memberOf(zip: Buffer, name: string): Promise<Buffer> {
  try {
    const archive = await yauzl.fromBufferPromise(zip, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === name) return await buffer(await archive.openReadStreamPromise(entry));
    }
  } catch (error) {
    throw new Error(`The zip is damaged (${(error as Error).message}); its sha256 is ${sha256Of(zip)}`);
  }
  throw new Error(`The zip holds no ${name}`);
}

async function putInPlace(target: string, text: Buffer): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  writeWhole(target, text);
}
