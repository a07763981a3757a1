/** Lists the files of a zip, through yauzl; contents are read on demand and never written to disk. */
import { promisify } from 'node:util';
import yauzl, { type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { limits } from '../limits';
import type { Entry, Tree } from './read';
import { IntakeError } from './submission';
import { isLitter, normalizePath } from './tree';

const open = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

/**
 * @param path - the zip
 * @param notes - gets a line for everything that is left out
 * @throws {IntakeError} when it is no zip, is damaged, or is larger than the limits
 */
export async function readZip(path: string, notes: string[]): Promise<Tree> {
  try {
    const zip = await open(path, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: false,
      validateEntrySizes: true,
    });
    try {
      return { entries: await listEntries(zip, notes), close: () => zip.close() };
    } catch (error) {
      zip.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof IntakeError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code) throw new IntakeError(`cannot be read (${code})`);
    throw new IntakeError(`is not a zip that can be read: ${(error as Error).message}; pack it again`);
  }
}

function listEntries(zip: ZipFile, notes: string[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: ZipEntry) => {
      const path = normalizePath(entry.fileName);
      bytes += entry.uncompressedSize;
      if (bytes > limits.zipBytes)
        return reject(new IntakeError(`unpacks to more than ${limits.zipBytes} bytes`));
      const kept = isFile(entry, path);
      if (kept === true)
        entries.push({ path, bytes: entry.uncompressedSize, read: () => contents(zip, entry) });
      else if (kept !== false) notes.push(`left out ${path}: ${kept}`);
      if (entries.length > limits.files)
        return reject(new IntakeError(`holds more than ${limits.files} files`));
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Whether an entry is a regular file, or why it is left out. */
function isFile(entry: ZipEntry, path: string): boolean | string {
  if (/[\\/]$/.test(entry.fileName) || isLitter(path)) return false;
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0 && type !== 0o100000) return 'a link or a device, not a file';
  return entry.isEncrypted() ? 'it is encrypted' : true;
}

async function contents(zip: ZipFile, entry: ZipEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    const stream = await promisify<ZipEntry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry);
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    throw new IntakeError(`${entry.fileName} is damaged: ${(error as Error).message}; pack the zip again`);
  }
  return Buffer.concat(chunks);
}
