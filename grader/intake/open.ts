/** Opens files and folders of strangers: nothing is followed, nothing is waited for, nothing is trusted twice. */
import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../limits';
import { type Content, LeftOut } from './tree';

// Windows knows none of these.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0, O_DIRECTORY = 0 } = constants;
/** Does not follow a link at the end of the path, nor wait for somebody at the other end of a FIFO. */
const careful = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
/** Linux: names below an open folder stay below it, whatever is done to its path meanwhile. */
const descriptors = existsSync('/proc/self/fd') ? '/proc/self/fd' : undefined;

/** A folder that is held open. */
export interface OpenFolder {
  /** The path of a file or folder in it; of itself without a name. */
  at(name?: string): string;
  close(): Promise<void>;
}

/**
 * Opens a folder, not a link to one.
 *
 * @throws the error of the system; `ENOTDIR` for links and everything else that is no folder
 */
export async function openFolder(path: string): Promise<OpenFolder> {
  if (descriptors === undefined) {
    if (!(await lstat(path)).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    return { at: (name = '') => join(path, name), close: async () => undefined };
  }
  const handle = await open(path, careful | O_DIRECTORY);
  const own = `${descriptors}/${handle.fd}`;
  return { at: (name) => (name === undefined ? own : `${own}/${name}`), close: () => handle.close() };
}

/** Opens a regular file, not a link to one; nothing when it is something else. */
export async function openFile(path: string): Promise<FileHandle | undefined> {
  // A device may do something when it is opened. That it is none now is looked at again once it is open.
  if (!(await lstat(path)).isFile()) return undefined;
  const handle = await open(path, careful).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ELOOP' || error.code === 'ENXIO') return undefined;
    throw error;
  });
  let regular = false;
  try {
    regular = handle !== undefined && (await handle.stat()).isFile();
  } finally {
    if (!regular) await handle?.close();
  }
  return regular ? handle : undefined;
}

/**
 * Reads a file below a folder, one name after the other, so that none of them can be a link.
 *
 * @param folder - path of the folder
 * @param names - from there to the file
 * @param most - bytes of the file
 */
export async function readBelow(folder: string, names: readonly string[], most: number): Promise<Content> {
  const [first = '', ...rest] = names;
  const opened = await openFolder(folder);
  try {
    const path = opened.at(first);
    return rest.length > 0 ? await readBelow(path, rest, most) : await readRegular(path, most);
  } finally {
    await opened.close();
  }
}

async function readRegular(path: string, most: number): Promise<Content> {
  const handle = await openFile(path);
  if (!handle) throw new LeftOut('no longer a file: it changed while it was read');
  try {
    const before = await handle.stat();
    if (before.size > most) throw new LeftOut(tooLarge(before.size, most));
    const bytes = await readAt(handle, 0, before.size + 1);
    const after = await handle.stat();
    if (bytes.length !== after.size || after.mtimeMs !== before.mtimeMs) throw new Changed();
    return { bytes, hardLink: before.nlink > 1 };
  } finally {
    await handle.close();
  }
}

/** Somebody wrote to a file while it was read. */
export class Changed extends Error {
  override readonly name = 'Changed';
}

/** At most `length` bytes from a place in a file, fewer at its end. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Why a file of this size is left out. */
export function tooLarge(bytes: number, most: number): string {
  const what =
    most === limits.fileBytes ? 'one file; keep data out of exercises/' : 'a notebook; clear large outputs';
  return `${bytes} bytes, more than the ${most} of ${what}`;
}

/** What the system said, in words. */
export function cannotBeRead(code: string | undefined): string {
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  return `cannot be read (${code}): check ${isForbidden ? 'its permissions' : 'the disk'}`;
}
