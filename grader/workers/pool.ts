/** Hands candidates to workers, one to each at a time, and gets over those that die. */
import type { Candidate } from '../intake/submission';
import { rejectedResult } from '../rejected-result';
import { graderFault } from '../report/wording';
import { StorageError } from '../whole-file';
import type { Answer, Job, Row } from './job';
import { type Worker, WorkerEnded } from './worker';

/** How often a submission is tried when workers die of it. */
const mostTries = 3;

export interface PoolOptions {
  /** How many workers there are. */
  readonly jobs: number;
  /** What is the same for all submissions. */
  readonly common: Omit<Job, 'candidate'>;
  /** Starts a worker. */
  readonly start: () => Worker;
  readonly signal?: AbortSignal | undefined;
  /** Told after each submission. */
  readonly onRow?: ((row: Row, done: number) => void) | undefined;
}

/**
 * Grades all candidates.
 *
 * @returns the rows in the order of the candidates; fewer when it was interrupted
 * @throws {StorageError} when results cannot be kept; what was kept before stays
 */
export async function gradeAll(candidates: readonly Candidate[], options: PoolOptions): Promise<Row[]> {
  const { jobs, signal, onRow } = options;
  const rows: Row[] = [];
  const places = Array.from({ length: Math.min(jobs, candidates.length) }, () => new Place(options));
  let next = 0;
  let done = 0;
  const work = async (place: Place) => {
    for (let index = next++; index < candidates.length && !signal?.aborted; index = next++) {
      const row = await place.rowOf(candidates[index] as Candidate);
      if (row === undefined || signal?.aborted) return;
      rows[index] = row;
      onRow?.(row, ++done);
    }
  };
  const interrupted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  try {
    await Promise.race([Promise.all(places.map(work)), interrupted]);
  } finally {
    await Promise.all(places.map((place) => place.close()));
  }
  return rows.filter(Boolean);
}

/** A place for one worker at a time. */
class Place {
  private worker: Worker | undefined;
  private closed = false;

  constructor(private readonly options: PoolOptions) {}

  /**
   * A fault of the grader costs no other submission its result, and is never taken for a zero.
   *
   * @returns nothing when the place was closed before there was a result
   */
  async rowOf(candidate: Candidate): Promise<Row | undefined> {
    let fault = '';
    for (let tries = 1; tries <= mostTries; tries++) {
      if (this.closed) return undefined;
      const answer = await this.answerTo(candidate);
      if ('row' in answer) return answer.row;
      if ('storage' in answer) throw new StorageError(answer.storage.folder, answer.storage.code);
      await this.renew();
      if (this.closed) return undefined;
      fault = tries > 1 ? `${answer.fault} (tried ${tries} times)` : answer.fault;
      if (answer.final) break;
    }
    const problem = `${graderFault}: ${fault}; grade it again`;
    return { report: rejectedResult({ ...candidate, problem }, this.options.common.plan) };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.renew();
  }

  private async answerTo(candidate: Candidate): Promise<Answer & { final?: boolean }> {
    if (this.worker?.isWorn) await this.renew();
    if (this.closed) return { fault: 'it was interrupted' };
    this.worker ??= this.options.start();
    try {
      return await this.worker.answer({ ...this.options.common, candidate });
    } catch (error) {
      if (!(error instanceof WorkerEnded)) throw error;
      return { fault: error.message, final: !error.again };
    }
  }

  /** Ends the worker; the next submission gets a new one. */
  private async renew(): Promise<void> {
    const old = this.worker;
    this.worker = undefined;
    await old?.end();
  }
}
