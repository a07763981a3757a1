/** One process at a time: a file that says which one. The lock of a process that has ended counts for nothing. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long another process may need to write who it is, in ms. */
const settling = 100;

/** A lock that this process holds. */
export interface ProcessLock {
  /** Of this lock alone. */
  readonly id: string;
  /** Gives it free again. */
  release(): Promise<void>;
}

/** What came of asking for a lock. */
export interface Taken {
  /** Undefined when another process has it. */
  readonly lock?: ProcessLock;
  /** The number of that process, unless it was too fast to be seen. */
  readonly holder?: number | undefined;
}

/**
 * Takes a lock for this process, also when one that has ended, in whatever way, has left it behind.
 *
 * @param path - of the file; its folder is there
 * @param onStale - told the id of a lock that was left behind, so that its holder's work can be cleared away
 */
export async function takeLock(path: string, onStale?: (id: string) => Promise<void>): Promise<Taken> {
  const id = randomUUID();
  const own = `${process.pid} ${startOf(process.pid)} ${id}`;
  const taken: Taken = { lock: { id, release: () => rm(path, { force: true }) } };
  if (await create(path, own)) return taken;
  const found = await settledText(path);
  const holder = holderOf(found);
  if (holder || !(await removeStale(path, found))) return { holder };
  const stale = /^\d+ \d* ([0-9a-f-]{36})$/.exec(found)?.[1];
  if (stale) await onStale?.(stale);
  return (await create(path, own)) ? taken : { holder };
}

/** The number of the process that holds a lock; undefined when none does. */
export async function lockHolder(path: string): Promise<number | undefined> {
  return holderOf(await textOf(path));
}

/** Whether the lock was still the stale one: another process may have taken it over in the same moment. */
async function removeStale(path: string, stale: string): Promise<boolean> {
  const aside = join(dirname(path), `.${randomUUID()}.tmp`);
  await rename(path, aside).catch(() => undefined);
  const removed = await textOf(aside);
  if (removed !== stale) await rename(aside, path).catch(() => undefined);
  else await rm(aside, { force: true });
  return removed === stale;
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another one may have made it and not written yet, or was killed just then. */
async function settledText(path: string): Promise<string> {
  const text = await textOf(path);
  if (text !== '') return text;
  await sleep(settling);
  return textOf(path);
}

/** The process that a lock names, if it is still running. */
function holderOf(text: string): number | undefined {
  const [pid = '', start = ''] = text.split(' ');
  return isRunning(Number(pid)) && startOf(Number(pid)) === start ? Number(pid) : undefined;
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, where the system tells: numbers of processes are used again. */
function startOf(pid: number): string {
  try {
    // The name, in brackets, may hold spaces. The start is field 22; the state after the name is field 3.
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' ? 'ended' : (fields[18] ?? '');
  } catch {
    return '';
  }
}
