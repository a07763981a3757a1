/** Grades many submissions, several at a time, and keeps each result as soon as it is there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BackendName, type StartedBackend, startBackend } from '../lib/backend';
import { stagePoints, stages, totalPoints } from '../lib/course';
import { type GradingPlan, gradeSubmission } from './grade-submission';
import type { Rejection, Submission } from './intake/submission';
import type { Isolation, Layer } from './isolation/layers';
import type { SubmissionReport } from './report/schema';
import { graderFault } from './report/wording';
import { TestRunner } from './run/runner';
import { courseHash, readResult, resultKey, writeResult } from './run/store';
import { probeBackend } from './subject/client';
import { prepareRuntime } from './subject/runtime';

export interface ClassOptions {
  readonly stems: readonly string[];
  readonly milestone: boolean;
  readonly seed: number;
  /** The backend of the submissions; the fastest one that works when not given. */
  readonly backend: BackendName | undefined;
  /** How submissions are kept apart from this machine; `bubblewrap` when nothing is said. */
  readonly isolation?: Isolation | undefined;
  /** Layers of the isolation that a test takes away. */
  readonly without?: readonly Layer[] | undefined;
  /** How many submissions are graded at the same time. */
  readonly jobs: number;
  /** Where results are kept. */
  readonly results: string;
  /** Take results that are kept already. */
  readonly resume: boolean;
  /** No further submission is begun, and unfinished ones are given up. */
  readonly signal?: AbortSignal | undefined;
  /** Told once which backend it is, and why. */
  readonly onBackend?: ((backend: StartedBackend) => void) | undefined;
  /** Told after each submission. */
  readonly onResult?: ((result: SubmissionReport, done: number) => void) | undefined;
}

/**
 * Grades every submission of a list.
 *
 * @returns the finished results in the order of the submissions, fewer when it was interrupted, and the backend
 */
export async function gradeClass(
  submissions: readonly Submission[],
  options: ClassOptions,
): Promise<{ results: SubmissionReport[]; backend: BackendName }> {
  const folder = await mkdtemp(join(tmpdir(), 'grader-'));
  try {
    // This process only compares and draws: the plainest backend does, and is the same everywhere.
    await startBackend({ prefer: 'cpu' });
    const { isolation = 'bubblewrap', without } = options;
    const runtime = await prepareRuntime(folder, isolation, without);
    const backend = await probeBackend(runtime, options.backend);
    options.onBackend?.(backend);
    const results = await gradeAll(submissions, { ...options, backend: backend.name, runtime }, options);
    return { results, backend: backend.name };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function gradeAll(
  submissions: readonly Submission[],
  plan: GradingPlan,
  options: ClassOptions,
): Promise<SubmissionReport[]> {
  const { results, resume, signal, onResult } = options;
  const course = await courseHash();
  const finished: SubmissionReport[] = [];
  let next = 0;
  let done = 0;
  const work = async (runner: Lazy<TestRunner>) => {
    for (let index = next++; index < submissions.length && !signal?.aborted; index = next++) {
      const submission = submissions[index] as Submission;
      const key = resultKey(submission, plan, course);
      const kept = resume ? await readResult(results, key) : undefined;
      const result = kept ?? (await gradeOrExplain(submission, plan, options, runner));
      if (signal?.aborted) return;
      // What the grader itself failed at is not kept: a resumed grading tries it again.
      if (!kept && result.status === 'graded') await writeResult(results, key, result);
      finished[index] = result;
      onResult?.(result, ++done);
    }
  };
  const runners = Array.from(
    { length: Math.min(options.jobs, submissions.length) },
    () => new Lazy(TestRunner.start),
  );
  const interrupted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  try {
    await Promise.race([Promise.all(runners.map(work)), interrupted]);
  } finally {
    // A runner in the middle of an endless loop cannot be closed in good order; the process will end it.
    if (!signal?.aborted)
      await Promise.all(runners.map((runner) => runner.started?.then((each) => each.close())));
  }
  return finished.filter(Boolean);
}

/** A fault of the grader costs no other submission its result, and is never taken for a zero. */
async function gradeOrExplain(
  submission: Submission,
  plan: GradingPlan,
  options: ClassOptions,
  runner: Lazy<TestRunner>,
): Promise<SubmissionReport> {
  try {
    return await gradeSubmission(submission, plan, await runner.get());
  } catch (error) {
    await runner.reset((each) => each.close());
    const problem = `${graderFault}: ${(error as Error).message}; grade it again`;
    return rejectedResult({ ...submission, problem }, options);
  }
}

/** Something that is started when it is first needed: a class that is all resumed needs no runner. */
class Lazy<T> {
  started: Promise<T> | undefined;
  constructor(private readonly start: () => Promise<T>) {}

  get(): Promise<T> {
    this.started ??= this.start();
    return this.started;
  }

  /** Puts it away; the next time it is needed a new one is started. */
  async reset(close: (value: T) => Promise<void>): Promise<void> {
    const old = this.started;
    this.started = undefined;
    await old?.then(close).catch(() => undefined);
  }
}

/** The row of something that could not be taken in. */
export function rejectedResult(
  { name, source, problem }: Rejection,
  { stems, milestone }: Pick<ClassOptions, 'stems' | 'milestone'>,
): SubmissionReport {
  const asked = stages.filter(({ stem }) => stems.includes(stem));
  const all = asked.reduce((sum, stage) => sum + stagePoints(stage), 0);
  const rest = totalPoints - stages.reduce((sum, stage) => sum + stagePoints(stage), 0);
  const maxScore = all + (milestone ? rest : 0);
  return {
    name,
    source,
    status: 'rejected',
    problem,
    notes: [],
    score: 0,
    maxScore,
    stages: [],
    pictures: {},
  };
}
