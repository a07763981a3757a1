/** Files that are there as a whole or not at all, whatever happens to the process that writes them. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Why a place cannot be written to, in the words of the message. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'it is read-only',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EIO: 'the disk reports an error',
  ENOENT: 'the folder is gone',
};

/** A folder that takes no more files: no fault of a submission, and nothing that trying again would mend. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly folder: string,
    readonly code: string,
  ) {
    super(`${folder} cannot be written to: ${reasons[code] ?? code} (${code})`);
  }
}

/**
 * Puts a file in place in one step: a reader finds the old one or all of the new one. What was written is on the
 * disk before it gets its name, so that not even a power failure leaves half of it.
 *
 * @param content - the text, or its pieces in order
 * @throws {StorageError} when the folder takes no more files; the file is as it was before
 */
export async function writeWhole(path: string, content: string | Iterable<string>): Promise<void> {
  const folder = dirname(path);
  const draft = draftIn(folder);
  try {
    await mkdir(folder, { recursive: true });
    await writeDraft(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw storageErrorOf(error, folder) ?? error;
  }
}

async function writeDraft(draft: string, content: Parameters<typeof writeWhole>[1]): Promise<void> {
  const file = await open(draft, 'wx');
  try {
    for (const piece of typeof content === 'string' ? [content] : content) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new name for a file that is gone in the end, or removed by `removeDrafts`. */
export function draftIn(folder: string): string {
  return join(folder, `.${randomUUID()}.tmp`);
}

const draftName = /^\.[0-9a-f-]{36}\.tmp$/;

/** Removes what killed writers have left in a folder. Only for one that nobody writes to at the moment. */
export async function removeDrafts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => draftName.test(each)))
    await rm(join(folder, name), { force: true });
}

/** The same error as one about a folder, when that is what it is. */
export function storageErrorOf(error: unknown, folder: string): StorageError | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  return error instanceof Error && Object.hasOwn(reasons, code) ? new StorageError(folder, code) : undefined;
}
