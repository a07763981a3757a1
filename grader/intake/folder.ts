/** Lists the files of a folder. */
import type { Dirent } from 'node:fs';
import { limits } from '../limits';
import { listFolder } from './list';
import { namedPath } from './names';
import { Changed, cannotBeRead, type OpenFolder, openFolder, readBelow } from './open';
import { IntakeError } from './submission';
import { archiveEnding, type Entry, isLitter, LeftOut, type Omission, type Tree } from './tree';

/**
 * All regular files below a folder; links, devices and names that cannot be used are left out.
 *
 * @throws {IntakeError} when it cannot be read, or holds more than can be listed
 */
export async function readFolder(folder: string): Promise<Tree> {
  const listing = new Listing(folder);
  await listing.visit(folder, []);
  return { entries: listing.entries, omissions: listing.omissions, close: async () => undefined };
}

class Listing {
  readonly entries: Entry[] = [];
  readonly omissions: Omission[] = [];
  private listed = 0;

  constructor(private readonly folder: string) {}

  async visit(path: string, above: readonly string[]): Promise<void> {
    const opened = await openFolder(path).catch((error) => {
      throw unreadable(error, above);
    });
    try {
      for (const child of await this.list(opened, above))
        await this.take(opened, child, [...above, child.name]);
    } finally {
      await opened.close();
    }
  }

  private async list(opened: OpenFolder, above: readonly string[]): Promise<Dirent[]> {
    const children = await listFolder(opened.at(), limits.listed - this.listed).catch((error) => {
      throw unreadable(error, above);
    });
    this.listed += children.length;
    return children.filter(({ name }) => !isLitter(name));
  }

  private async take(opened: OpenFolder, child: Dirent, names: readonly string[]): Promise<void> {
    const raw = names.join('/');
    const named = namedPath(raw);
    const why = named.problem ?? notFile(child);
    if (named.problem !== undefined || why !== undefined) this.omissions.push({ path: raw, why: why ?? '' });
    else if (child.isDirectory()) await this.visit(opened.at(child.name), names);
    else this.entries.push({ path: named.path, raw, read: (most) => readOne(this.folder, names, most) });
  }
}

async function readOne(folder: string, names: readonly string[], most: number = limits.fileBytes) {
  try {
    return await readBelow(folder, names, most);
  } catch (error) {
    if (error instanceof LeftOut) throw error;
    throw unreadable(error, names);
  }
}

/** Why something cannot be taken; folders can. */
function notFile(child: Dirent): string | undefined {
  if (child.isDirectory()) return undefined;
  if (child.isSymbolicLink()) return aLink;
  return child.isFile() ? nested(child.name) : 'a device, FIFO or socket, not a file; remove it';
}

/** Why a file that is itself an archive is left out. */
export function nested(name: string): string | undefined {
  return archiveEnding(name) && 'an archive inside of a submission is not opened; hand in its files';
}

export const aLink = 'a link, and links are not followed; hand in the file itself';

/** What the system says, as a line for the instructor; what is one already stays as it is. */
function unreadable(error: unknown, names: readonly string[]): IntakeError {
  if (error instanceof IntakeError) return error;
  const what = names.length === 0 ? '' : `holds ${names.join('/')}, which `;
  const { code } = error as NodeJS.ErrnoException;
  const vanished = code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
  if (!vanished && !(error instanceof Changed)) return new IntakeError(what + cannotBeRead(code));
  const how = vanished ? 'vanished' : 'changed';
  return new IntakeError(`${what}${how} while it was read: grade it again when nothing writes to it`);
}
