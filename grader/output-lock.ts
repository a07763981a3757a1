/** One grader at a time for a folder. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../lib/cli/start';
import { takeLock } from '../lib/process-lock';

const lockName = '.grading';

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
  const taken = await takeLock(join(folder, lockName), removeScratch);
  if (!taken.lock) throw busy(folder, taken.holder);
  return { scratch: scratchOf(taken.lock.id), release: taken.lock.release };
}

function scratchOf(id: string): string {
  return join(tmpdir(), `grader-${id}`);
}

async function removeScratch(id: string): Promise<void> {
  await rm(scratchOf(id), { recursive: true, force: true }).catch(() => undefined);
}

function busy(folder: string, holder: number | undefined): UsageError {
  const who = holder === undefined ? '' : ` (process ${holder})`;
  return new UsageError(
    `${folder} is in use by another grading${who}: wait until it ends, or give another --out`,
  );
}
