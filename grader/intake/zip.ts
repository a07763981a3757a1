/** Lists the files of a zip, through yauzl; contents are read on demand and never written to disk. */
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import yauzl, { type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { limits } from '../limits';
import { aLink, nested } from './folder';
import { tooMany } from './list';
import { namedPath } from './names';
import { cannotBeRead, openFile, readAt } from './open';
import { IntakeError } from './submission';
import { utf8 } from './text';
import { type Entry, isLitter, type Omission, type Tree } from './tree';
import { contentOf, type OpenZip, packAgain } from './zip-content';
import { overlapping, type Span, spanOf } from './zip-overlap';

/**
 * @param path - the zip
 * @throws {IntakeError} when it is no zip, is damaged, or holds more than can be listed
 */
export async function readZip(path: string): Promise<Tree> {
  const handle = await openZipFile(path);
  try {
    const { size } = await handle.stat();
    if (size === 0) throw new IntakeError(`is empty (0 bytes); ${packAgain}`);
    const zip = await yauzl
      .fromRandomAccessReaderPromise(new Reader(handle.fd), size, {
        // Names are decoded and checked here; sizes when the bytes are there.
        decodeStrings: false,
        validateEntrySizes: false,
        autoClose: false,
      })
      .catch((error) => {
        throw noZip(handle.fd, error);
      });
    const listed = await listEntries({ zip, handle });
    return { ...listed, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openZipFile(path: string): Promise<FileHandle> {
  const handle = await openFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new IntakeError('vanished before it was read: check the path');
    throw new IntakeError(cannotBeRead(error.code));
  });
  if (!handle) throw new IntakeError('is no longer a file: give the zip itself, not a link to it');
  return handle;
}

/** Reads straight from a file that is known to be regular: a directory of many small entries is read fast. */
class Reader extends yauzl.RandomAccessReader {
  constructor(private readonly descriptor: number) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: ReadCallback,
  ): void {
    const { error = null, bytes } = this.readNow(buffer, offset, length, position);
    callback(error, bytes);
  }

  private readNow(buffer: Buffer, offset: number, length: number, position: number) {
    try {
      return { bytes: readSync(this.descriptor, buffer, offset, length, position) };
    } catch (error) {
      return { error: error as Error, bytes: 0 };
    }
  }
}

/** yauzl hands on how much was read; its types do not say so. */
type ReadCallback = (error: Error | null, bytesRead?: number) => void;

/** An entry that is neither a folder nor litter. */
interface Listed {
  readonly entry: ZipEntry;
  readonly raw: string;
  readonly span: Span;
}

async function listEntries(open: OpenZip): Promise<Omit<Tree, 'close'>> {
  const { files, shared } = await listFiles(open);
  const entries: Entry[] = [];
  const omissions: Omission[] = [];
  for (const { entry, raw, span } of files) {
    const named = namedPath(raw);
    const why = named.problem ?? (shared.has(span) ? onSameBytes : notFile(entry)) ?? nested(raw);
    if (named.problem !== undefined || why !== undefined) omissions.push({ path: raw, why: why ?? '' });
    else entries.push({ path: named.path, raw, read: (most) => contentOf(open, entry, most) });
  }
  return { entries, omissions };
}

/** The files of the directory, and which spans of all entries overlap. */
async function listFiles({ zip, handle }: OpenZip): Promise<{ files: Listed[]; shared: Set<Span> }> {
  const files: Listed[] = [];
  const spans: Span[] = [];
  let bytes = 0;
  for await (const entry of eachEntry(zip)) {
    const span = spanOf(entry);
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (spans.push(span) > limits.listed || bytes > limits.listedBytes) throw new IntakeError(tooMany);
    const raw = nameOf(entry);
    if (!isFolder(entry, raw) && !isLitter(raw.replaceAll('\\', '/'))) files.push({ entry, raw, span });
  }
  // A number, whatever its types say: where the directory should end.
  const end = Number(zip.readEntryCursor);
  if (end > zip.fileSize) throw damaged(new Error('its list is not in it'));
  const next = await readAt(handle, end, directoryHeader.length);
  if (next.equals(directoryHeader)) throw damaged(new Error('its list holds more files than it says'));
  return { files, shared: overlapping(spans) };
}

const directoryHeader = Buffer.from('PK\x01\x02');
const onSameBytes = `it shares bytes with another file of the zip, as in a zip bomb; ${packAgain}`;

async function* eachEntry(zip: ZipFile): AsyncGenerator<ZipEntry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    if (error instanceof IntakeError) throw error;
    throw damaged(error as Error);
  }
}

function damaged({ message }: Error): IntakeError {
  if (message.includes('encryption'))
    return new IntakeError('is encrypted; pack it again without a password');
  return new IntakeError(`is a damaged zip (${message}); ${packAgain}`);
}

/** What a file that yauzl cannot open is instead. */
function noZip(descriptor: number, error: Error): IntakeError {
  const start = Buffer.alloc(6);
  readSync(descriptor, start, 0, start.length, 0);
  const text = start.toString('latin1');
  if (text.startsWith('Rar!')) return new IntakeError(`is a .rar archive by another name; ${packAgain}`);
  if (text.startsWith('7z\xbc\xaf')) return new IntakeError(`is a .7z archive by another name; ${packAgain}`);
  if (text.startsWith('\x1f\x8b')) return new IntakeError(`is a .gz archive by another name; ${packAgain}`);
  if (!error.message.includes('signature not found')) return damaged(error);
  const what = text.startsWith('PK') ? 'only the beginning of a zip' : 'not a zip';
  return new IntakeError(`is ${what}; ${packAgain}`);
}

const utf8Flag = 0x800;
const unicodePath = 0x7075;

/** The name of an entry. macOS writes UTF-8 without saying so; what is no UTF-8 is in the code page of DOS. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: ZipEntry): string {
  const said = (generalPurposeBitFlag & utf8Flag) !== 0 || extraFields.some(({ id }) => id === unicodePath);
  const guess = said ? undefined : utf8(fileNameRaw);
  return guess ?? yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

const typeMask = 0o170000;
const folderType = 0o040000;
const fileType = 0o100000;

function isFolder({ externalFileAttributes }: ZipEntry, raw: string): boolean {
  return /[\\/]$/.test(raw) || ((externalFileAttributes >>> 16) & typeMask) === folderType;
}

/** Why an entry is not a regular file. */
function notFile({ externalFileAttributes }: ZipEntry): string | undefined {
  const type = (externalFileAttributes >>> 16) & typeMask;
  if (type === 0 || type === fileType) return undefined;
  return type === 0o120000 ? aLink : 'a device, FIFO or socket, not a file; remove it';
}
