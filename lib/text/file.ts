/** Text files: whole, UTF-8, or an error that says what is wrong with them. */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../cli/start';

/** How a file that cannot be read is told of, by the code of the error. */
const failures: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EACCES: 'you may not read it',
};

/**
 * Reads a text file. A byte-order mark is dropped; nothing else is changed.
 *
 * @throws {UsageError} when it is missing, not UTF-8, or empty; the message names the file
 */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${failures[error.code ?? ''] ?? error.message}`);
  });
  const text = decodeUtf8(bytes, path);
  if (text.trim() === '') throw new UsageError(`${path} is empty: there is nothing to learn from`);
  return text;
}

/** @throws {UsageError} at the first bytes that are not UTF-8 */
function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const wide = bytes[0] === 0xff || bytes[0] === 0xfe ? ' It looks like UTF-16.' : '';
    throw new UsageError(`${path} is not UTF-8 text.${wide} Save it as UTF-8, then try again`);
  }
}
