/** Lists what is in one folder, as far as that is cheap: a stranger may have put millions of names there. */
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { limits } from '../limits';
import { IntakeError } from './submission';

/**
 * The files and folders in a folder, in the order of their names.
 *
 * @param most - how many there may be
 * @throws {IntakeError} when there are more
 * @throws the error of the system when it cannot be read
 */
export async function listFolder(path: string, most: number = limits.listed): Promise<Dirent[]> {
  const children: Dirent[] = [];
  for await (const child of await opendir(path)) {
    if (children.push(child) > most) throw new IntakeError(tooMany);
  }
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const tooMany = `holds more than ${limits.listed} files: hand in the folder exercises/ alone`;
