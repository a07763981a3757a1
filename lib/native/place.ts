/** Files are made in a draft and put in place at the end, so that nothing half-done is ever found. */
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Drafts of all runs, each named by its process; on the disk of `node_modules`, so that renaming works. */
const draftsOf = (root: string): string => join(root, '.cache/native');

/** Makes an empty folder for this process, and removes what processes left that were killed. */
export async function makeDraft(root: string): Promise<string> {
  const drafts = draftsOf(root);
  await mkdir(drafts, { recursive: true });
  const dead = (await readdir(drafts)).filter((name) => !isRunning(Number(name)));
  await Promise.all(
    [...dead, `${process.pid}`].map((name) => rm(join(drafts, name), { recursive: true, force: true })),
  );
  const draft = join(drafts, `${process.pid}`);
  await mkdir(draft);
  return draft;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Puts large files into a folder: as hard links, which cost nothing, else as copies. */
export async function linkOrCopy(files: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    const [source, target] = [await realpath(file), join(folder, basename(file))];
    await link(source, target).catch(() => copyFile(source, target));
  }
}

/**
 * Puts folders of the draft in the place of those of the same name.
 *
 * @returns undoes it
 */
export async function putInPlace(
  draft: string,
  target: string,
  names: readonly string[],
): Promise<() => Promise<void>> {
  const old = join(draft, 'old');
  await mkdir(old);
  const steps: [from: string, to: string][] = [];
  const move = async (from: string, to: string) => {
    await rename(from, to);
    steps.unshift([to, from]);
  };
  const undo = async () => {
    for (const [from, to] of steps.splice(0)) await rename(from, to);
  };
  try {
    for (const name of names) {
      const place = join(target, name);
      if (existsSync(place)) await move(place, join(old, name));
      await move(join(draft, name), place);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}
