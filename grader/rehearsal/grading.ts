/** `npm run grade`, run for real in a process of its own, in peace or with processes killed at random. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../lib/random';
import { root } from '../../lib/root';
import { isAlive, memoryOf, workersOf } from './processes';

export interface GradingOptions {
  /** The folder with the submissions. */
  readonly class: string;
  readonly out: string;
  /** For temporary files, so that what is left of them can be seen. */
  readonly scratch: string;
  /** Further flags of `npm run grade`. */
  readonly flags: readonly string[];
}

/** How much memory the grader used when so many submissions were finished. */
export interface MemorySample {
  readonly done: number;
  /** In MiB. */
  readonly memory: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly memory: MemorySample[];
  /** What it said on standard error. */
  said(): string;
}

function start({ class: folder, out, scratch, flags }: GradingOptions, more: readonly string[]): Running {
  const args = ['lib/cli/run.mjs', 'grader/cli/grade.ts', folder, '--out', out, ...flags, ...more];
  const env = { ...process.env, TMPDIR: scratch, INIT_CWD: root };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const memory: MemorySample[] = [];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
    const done = [...chunk.toString().matchAll(/^grading (\d+)\//gm)].at(-1)?.[1];
    if (done) memory.push({ done: Number(done), memory: memoryOf(child.pid ?? 0) });
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, memory, said: () => said };
}

/** @throws {Error} when it ends in another way than by having graded all it could */
export async function gradeQuietly(
  options: GradingOptions,
  more: readonly string[] = [],
): Promise<MemorySample[]> {
  const { ended, memory, said, child } = start(options, more);
  const code = await ended;
  if (code !== 0 && code !== 2)
    throw new Error(`the grader ended with ${child.signalCode ?? code}: ${said()}`);
  return memory;
}

/** What was done to a grading. */
export interface Kills {
  workers: number;
  graders: number;
  /** Every worker that was ever seen. */
  readonly seen: Set<number>;
}

interface KillPlan {
  readonly seed: number;
  /** How many processes are killed before the grading is left alone. */
  readonly kills: number;
  /** Between two kills so many submissions are finished, at most; so that kills fall on all of the class. */
  readonly spread: number;
  /** And then so much time passes, at most, in ms. */
  readonly pause: number;
}

/** One kill in so many is of the grader itself. */
const graderShare = 4;
/** How often the folder of results is looked at, in ms. */
const polling = 200;
const stream = 0x6b6c;

/**
 * Grades the class while workers and the grader itself are killed at random moments, and goes on with `--resume`
 * whenever the grader is gone; in the end once more in peace, for those that the kills left without a result.
 */
export async function gradeWithKills(options: GradingOptions, plan: KillPlan): Promise<Kills> {
  const random = new Random(plan.seed, stream);
  const kills: Kills = { workers: 0, graders: 0, seen: new Set() };
  for (let first = true; kills.workers + kills.graders < plan.kills; first = false) {
    const running = start(options, first ? [] : ['--resume']);
    const results = join(options.out, 'results');
    if (await killUntilItEnds(running, { ...plan, results }, random, kills)) break;
  }
  await gradeQuietly(options, ['--resume']);
  return kills;
}

/** @returns whether the grading came to its end by itself */
async function killUntilItEnds(
  { child, ended }: Running,
  plan: KillPlan & { readonly results: string },
  random: Random,
  kills: Kills,
): Promise<boolean> {
  const grader = child.pid ?? 0;
  while (isAlive(grader)) {
    const until = countIn(plan.results) + random.below(plan.spread + 1);
    while (isAlive(grader) && countIn(plan.results) < until) await sleep(polling);
    await Promise.race([ended, sleep(plan.pause * random.unit())]);
    const workers = workersOf(grader);
    for (const pid of workers) kills.seen.add(pid);
    if (kills.workers + kills.graders >= plan.kills) break;
    // While there are no workers yet, most draws would fall on the grader.
    if (random.below(workers.length > 0 ? graderShare : graderShare ** 2) === 0) {
      kills.graders += child.kill('SIGKILL') ? 1 : 0;
      break;
    }
    const victim = workers[random.below(Math.max(1, workers.length))];
    if (victim !== undefined && kill(victim)) kills.workers += 1;
  }
  await ended;
  return child.signalCode === null;
}

function countIn(folder: string): number {
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
