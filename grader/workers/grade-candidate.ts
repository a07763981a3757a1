/** What a worker does with a candidate: reads it, takes the kept result or grades it, and keeps that. */
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { GradingPlan } from '../grade-submission';
import { readSubmission } from '../intake/read';
import { type Rejection, rejectionOf, type Submission } from '../intake/submission';
import { rejectedResult } from '../rejected-result';
import type { SubmissionReport } from '../report/schema';
import { slimOf } from '../report/slim';
import { readResult, resultKey, writeResult } from '../run/store';
import { StorageError, storageErrorOf } from '../whole-file';
import type { Answer, Job, Row } from './job';

type Grade = (submission: Submission, plan: GradingPlan) => Promise<SubmissionReport>;

/** Loaded when the first submission has to be graded: a class whose results are all kept needs no tests. */
let grading: Promise<Grade> | undefined;

/** Whatever happens there is an answer. */
export async function answerTo(job: Job): Promise<Answer> {
  try {
    return { row: await rowOf(job) };
  } catch (error) {
    const storage = fullDisk(error);
    if (storage) return { storage: { folder: storage.folder, code: storage.code } };
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

async function rowOf(job: Job): Promise<Row> {
  const submission = await readOrReject(job);
  if ('problem' in submission) return { report: rejectedResult(submission, job.plan) };
  const key = resultKey(new Map([...submission.files, ...submission.papers]), job.plan, job.course);
  const kept = await keptResult(job, key, submission);
  if (kept) return { key, report: slimOf(kept) };
  await writeResult(job.results, key, await grade(submission, job));
  const result = readResult(job.results, key, submission);
  // Found now, it costs this submission its row; found when the report is written, everybody theirs.
  if (result === undefined) throw new Error('its result is not one that can be reported');
  return { key, report: slimOf(result) };
}

async function readOrReject({ candidate }: Job): Promise<Submission | Rejection> {
  try {
    return await readSubmission(candidate);
  } catch (error) {
    return rejectionOf(candidate, error);
  }
}

/** What an older grading holds is copied: the report reads results from its own folder. */
async function keptResult(
  { results, older }: Job,
  key: string,
  submission: Submission,
): Promise<SubmissionReport | undefined> {
  const own = readResult(results, key, submission);
  if (own || older === undefined) return own;
  const old = readResult(older, key, submission);
  if (old) await writeResult(results, key, old);
  return old;
}

async function grade(submission: Submission, { plan }: Job): Promise<SubmissionReport> {
  grading ??= startGrading();
  const gradeNow = await grading;
  await checkRoom();
  const result = await gradeNow(submission, plan);
  await checkRoom();
  return result;
}

/** What has to be free where code is compiled to, in bytes; one submission needs far less. */
const room = 64 * 1024 * 1024;

/**
 * Compilers have no code for a full disk, only words, and a submission could say the same. So the disk is asked.
 *
 * @throws {StorageError} when a submission might be blamed for the disk
 */
async function checkRoom(): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < room) throw new StorageError(tmpdir(), 'ENOSPC');
}

/** The trusted side only compares and draws: the plainest backend does, and is the same everywhere. */
async function startGrading(): Promise<Grade> {
  const [{ startBackend }, { gradeSubmission }, { TestRunner }] = await Promise.all([
    import('../../lib/backend'),
    import('../grade-submission'),
    import('../run/runner'),
  ]);
  await startBackend({ prefer: 'cpu' });
  const runner = await TestRunner.start();
  return (submission, plan) => gradeSubmission(submission, plan, runner);
}

/** Also where the disk became full while the code was compiled. */
function fullDisk(error: unknown): StorageError | undefined {
  if (error instanceof StorageError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? storageErrorOf(error, dirname(path ?? '')) : undefined;
}
