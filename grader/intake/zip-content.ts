/** The bytes of one entry of a zip: checked against all that the zip says about them. */
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { Entry as ZipEntry, ZipFile } from 'yauzl';
import { limits } from '../limits';
import { crc32 } from './crc32';
import { readAt, tooLarge } from './open';
import { type Content, LeftOut } from './tree';

export interface OpenZip {
  readonly zip: ZipFile;
  readonly handle: FileHandle;
}

export const packAgain = 'pack it again as a .zip';

const stored = 0;
const deflated = 8;
/** Methods that some program writes, by number. */
const methods: ReadonlyMap<number, string> = new Map([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
  [98, 'PPMd'],
  [99, 'AES'],
]);

/**
 * Reads an entry.
 *
 * @throws {LeftOut} when it cannot be taken: encrypted, too large, damaged, or not what the zip says
 */
export async function contentOf(
  { zip, handle }: OpenZip,
  entry: ZipEntry,
  most: number = limits.fileBytes,
): Promise<Content> {
  refuse(entry, most);
  const local = await zip.readLocalFileHeaderPromise(entry).catch((error) => {
    throw damaged((error as Error).message);
  });
  if (!local.fileName.equals(entry.fileNameRaw))
    throw new LeftOut(`another place of the zip calls it ${local.fileName.toString('utf8')}; ${packAgain}`);
  const packed = await readAt(handle, local.fileDataStart, entry.compressedSize);
  const bytes = entry.compressionMethod === stored ? packed : await inflate(packed, entry);
  if (bytes.length !== entry.uncompressedSize)
    throw damaged(`${bytes.length} bytes where the zip says ${entry.uncompressedSize}`);
  if (crc32(bytes) !== entry.crc32) throw damaged('its checksum is wrong');
  return { bytes };
}

/** What can be refused before a byte is read. */
function refuse(entry: ZipEntry, most: number): void {
  const { compressionMethod: method, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw new LeftOut('encrypted; pack it again without a password');
  if (method !== stored && method !== deflated) {
    const name = methods.get(method) ?? 'unknown';
    throw new LeftOut(`compressed by method ${method} (${name}), not by deflate; ${packAgain}`);
  }
  if (uncompressedSize > most) throw new LeftOut(tooLarge(uncompressedSize, most));
  // Packing makes nothing much larger; empty blocks could go on for ever.
  if (compressedSize > 2 * most)
    throw new LeftOut(`${compressedSize} bytes in the zip for a file of ${uncompressedSize}; ${packAgain}`);
}

const inflateAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Stops as soon as there are more bytes than the zip says. */
async function inflate(packed: Buffer, { uncompressedSize }: ZipEntry): Promise<Buffer> {
  try {
    return await inflateAll(packed, { maxOutputLength: Math.max(1, uncompressedSize) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const more = code === 'ERR_BUFFER_TOO_LARGE';
    throw damaged(more ? `more than the ${uncompressedSize} bytes that the zip says` : message);
  }
}

function damaged(why: string): LeftOut {
  return new LeftOut(`damaged: ${why}; ${packAgain}`);
}
