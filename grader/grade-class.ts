/** Grades many submissions, several at a time in workers, and keeps each result as soon as it is there. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendName, StartedBackend } from '../lib/backend';
import type { NotebookWish } from './grade-arguments';
import type { GradingPlan } from './grade-submission';
import type { Candidate } from './intake/submission';
import type { Isolation, Layer } from './isolation/layers';
import type { NotebookMode } from './notebooks/grade';
import { notebookTools } from './notebooks/sandbox';
import type { SubmissionReport } from './report/schema';
import { courseHash } from './run/course-hash';
import { readResult } from './run/store';
import { probeBackend } from './subject/client';
import { prepareRuntime, type Runtime } from './subject/runtime';
import { storageErrorOf } from './whole-file';
import type { Row } from './workers/job';
import { gradeAll } from './workers/pool';
import { bundleWorker, Worker } from './workers/worker';

export interface ClassOptions {
  readonly stems: readonly string[];
  readonly milestones: readonly string[];
  readonly seed: number;
  /** The backend of the submissions; the fastest one that works when not given. */
  readonly backend: BackendName | undefined;
  /** How submissions are kept apart from this machine. */
  readonly isolation: Isolation;
  /** Layers of the isolation that a test takes away. */
  readonly without?: readonly Layer[] | undefined;
  /** What is done about notebooks; `off` when not given. */
  readonly notebooks?: NotebookWish | undefined;
  /** How many submissions are graded at the same time. */
  readonly jobs: number;
  /** Where results are kept. One that is there already is taken: to grade anew, give an empty folder. */
  readonly results: string;
  /** The folder for temporary files, gone in the end; one in the system's folder for such when not given. */
  readonly scratch?: string | undefined;
  /** Where an older grading kept its results. */
  readonly older?: string | undefined;
  /** No further submission is begun, and unfinished ones are given up. */
  readonly signal?: AbortSignal | undefined;
  /** Told once which backend it is, and why. */
  readonly onBackend?: ((backend: StartedBackend) => void) | undefined;
  /** Told after each submission. */
  readonly onRow?: ((row: Row, done: number) => void) | undefined;
}

/**
 * Grades every candidate of a list. This process stays small however many there are: it knows one short row of each.
 *
 * @returns the rows in the order of the candidates, fewer when it was interrupted, and the backend
 * @throws {StorageError} when results cannot be kept any more
 */
export async function gradeClass(
  candidates: readonly Candidate[],
  options: ClassOptions,
): Promise<{ rows: Row[]; backend: BackendName }> {
  const scratch = await scratchFolder(options.scratch);
  try {
    const runtime = await runtimeOf(options, scratch);
    const backend = await probeBackend(runtime, options.backend);
    options.onBackend?.(backend);
    const { stems, milestones, seed } = options;
    const plan = {
      stems,
      milestones,
      seed,
      backend: backend.name,
      runtime,
      ...notebookPlan(options, runtime),
    };
    const rows = await gradeWith(plan, candidates, options, scratch);
    return { rows, backend: backend.name };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runtimeOf(
  { isolation, without, notebooks = 'off' }: ClassOptions,
  scratch: string,
): Promise<Runtime> {
  const [runtime, tools] = await Promise.all([
    prepareRuntime(scratch, isolation, without),
    notebooks === 'off' ? undefined : notebookTools(scratch, isolation),
  ]);
  return { ...runtime, notebooks: tools };
}

function notebookPlan({ notebooks = 'off' }: ClassOptions, runtime: Runtime) {
  const mode: NotebookMode = notebooks === 'off' ? 'off' : runtime.notebooks ? 'run' : 'read';
  return { notebooks: mode, notebooksRequired: notebooks === 'on' };
}

/** For everything that is of use during the grading only. */
async function scratchFolder(folder: string | undefined): Promise<string> {
  try {
    if (folder === undefined) return await mkdtemp(join(tmpdir(), 'grader-'));
    // Nobody else's business, as those of mkdtemp.
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    throw storageErrorOf(error, tmpdir()) ?? error;
  }
}

async function gradeWith(
  plan: GradingPlan,
  candidates: readonly Candidate[],
  { jobs, results, older, signal, onRow }: ClassOptions,
  scratch: string,
): Promise<Row[]> {
  const [course, file] = await Promise.all([courseHash(), bundleWorker()]);
  const common = { plan, course, results, older };
  return gradeAll(candidates, { jobs, common, start: () => new Worker(file, scratch), signal, onRow });
}

/**
 * All that is known of a row, with its tests and pictures.
 *
 * @throws {Error} when its file is gone or damaged
 */
export function fullResult({ key, report }: Row, results: string): SubmissionReport {
  if (key === undefined) return report;
  const full = readResult(results, key, report);
  if (full) return full;
  throw new Error(
    `${join(results, `${key}.json`)}, the result of ${report.name}, is gone: --resume grades it again`,
  );
}
