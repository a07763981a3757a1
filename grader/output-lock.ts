/** One grader at a time for a folder. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../lib/cli/start';
import { draftIn } from './whole-file';

const lockName = '.grading';

/** How long another grader may need to write who it is, in ms. */
const settling = 100;

/** A folder that is this process's alone. */
export interface Lock {
  /** A name for the folder of temporary files: whoever takes over the lock of a killed grader removes it. */
  readonly scratch: string;
  /** Gives the folder free again. */
  release(): Promise<void>;
}

/**
 * Takes a folder for this process. The lock of a grader that has ended, in whatever way, counts for nothing.
 *
 * @throws {UsageError} when another grader is at work there
 */
export async function lockOutput(folder: string): Promise<Lock> {
  const path = join(folder, lockName);
  const id = randomUUID();
  const own = `${process.pid} ${startOf(process.pid)} ${id}`;
  if (!(await create(path, own))) {
    const found = await settledText(path);
    const holder = holderOf(found);
    if (holder || !(await removeStale(path, found)) || !(await create(path, own))) throw busy(folder, holder);
  }
  return { scratch: scratchOf(id), release: () => rm(path, { force: true }) };
}

function scratchOf(id: string): string {
  return join(tmpdir(), `grader-${id}`);
}

/** Whether the lock was still the stale one: another grader may have taken it over in the same moment. */
async function removeStale(path: string, stale: string): Promise<boolean> {
  const aside = draftIn(dirname(path));
  await rename(path, aside).catch(() => undefined);
  const removed = await textOf(aside);
  if (removed !== stale) await rename(aside, path).catch(() => undefined);
  else await rm(aside, { force: true });
  const id = /^\d+ \d* ([0-9a-f-]{36})$/.exec(removed)?.[1];
  if (removed === stale && id)
    await rm(scratchOf(id), { recursive: true, force: true }).catch(() => undefined);
  return removed === stale;
}

function busy(folder: string, holder: number | undefined): UsageError {
  const who = holder === undefined ? '' : ` (process ${holder})`;
  return new UsageError(
    `${folder} is in use by another grading${who}: wait until it ends, or give another --out`,
  );
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

/** The process that holds a lock, if it is still running. */
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
