/** Reads and writes the files of a run. Every file is whole at any time, also when the process is killed. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UsageError, userFolder } from '../cli/start';
import { type ProcessLock, takeLock } from '../process-lock';
import { root } from '../root';
import { writeWhole } from '../whole-file';
import { type RunConfig, runFiles, runFormat, runLock } from './run-files';

/** Where all runs are: git ignores `runs/`; the variable leads elsewhere, to a larger disk say. */
export const runsFolder = process.env.TRANSFORMER_RUNS ?? join(root, 'runs');

/**
 * Makes the folder of a new run.
 *
 * @param wanted - its name; without it the text's name and a number
 * @throws {UsageError} when there is such a run already
 */
export function makeRun(wanted: string | undefined, text: string, runs: string = runsFolder): string {
  mkdirSync(runs, { recursive: true });
  if (wanted !== undefined) {
    if (made(join(runs, wanted))) return join(runs, wanted);
    throw new UsageError(
      `The run ${wanted} is there already: npm run train -- --resume ${wanted}, or another --name`,
    );
  }
  const stem = text.replace(/\.[^.]*$/, '').replace(/[^\w-]+/g, '-');
  for (let number = 1; ; number += 1) {
    const folder = join(runs, `${stem}-${number}`);
    if (made(folder)) return folder;
  }
}

/** Makes a folder. @returns false when it was there already */
function made(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * The folder of a run.
 *
 * @param wanted - its name, or a path
 * @throws {UsageError} when there is no such run; the message lists those that there are
 */
export function findRun(wanted: string, runs: string = runsFolder): string {
  const places = [join(runs, wanted), resolve(userFolder(), wanted)];
  const found = places.find((folder) => existsSync(join(folder, runFiles.config)));
  if (found) return found;
  const names = runNames(runs);
  const known = names.length === 0 ? 'there are none yet: npm run train' : `there are ${names.join(', ')}`;
  throw new UsageError(`There is no run "${wanted}": ${known}`);
}

/** The names of all runs. */
export function runNames(runs: string = runsFolder): string[] {
  const names = existsSync(runs) ? readdirSync(runs) : [];
  return names.filter((name) => existsSync(join(runs, name, runFiles.config)));
}

/**
 * Takes a run for this process: two that train the same one would spoil its files.
 *
 * @throws {UsageError} when another process trains it
 */
export async function lockRun(folder: string): Promise<ProcessLock> {
  const { lock, holder } = await takeLock(join(folder, runLock));
  if (lock) return lock;
  const who = holder === undefined ? '' : ` (number ${holder})`;
  throw new UsageError(
    `The run ${basename(folder)} is being trained by another process${who}: wait until it ends`,
  );
}

/** @throws {UsageError} when the run was made by another version of this format */
export function readRunConfig(folder: string): RunConfig {
  const config = JSON.parse(readFileSync(join(folder, runFiles.config), 'utf8')) as RunConfig;
  if (config.format === runFormat) return config;
  throw new UsageError(
    `${basename(folder)} has format ${config.format}, expected ${runFormat}: train it again`,
  );
}

export function writeJson(folder: string, file: string, value: unknown): void {
  writeWhole(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** Adds a line to a file of JSON lines. */
export function appendLine(folder: string, file: string, value: unknown): void {
  appendFileSync(join(folder, file), `${JSON.stringify(value)}\n`);
}

/** The lines of a file of JSON lines; none when it is not there, and not the last one when it was cut off. */
export function readLines<Line>(folder: string, file: string): Line[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Forgets what a run wrote after a step, and what a killed process has left half done. */
export function forgetAfter(folder: string, step: number): void {
  for (const file of [runFiles.metrics, runFiles.samples]) {
    const kept = readLines<{ step: number }>(folder, file).filter((line) => line.step <= step);
    writeWhole(join(folder, file), kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  const drafts = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
  for (const name of drafts) rmSync(join(folder, name), { force: true });
}
