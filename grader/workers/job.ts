/** What the grader and its workers say to each other. Plain data: it travels between processes. */
import type { GradingPlan } from '../grade-submission';
import type { Candidate } from '../intake/submission';
import type { SubmissionReport } from '../report/schema';

/** One submission to grade, and all that a worker has to know for it. */
export interface Job {
  readonly candidate: Candidate;
  readonly plan: GradingPlan;
  /** What `courseHash` says. */
  readonly course: string;
  /** Where results are kept. */
  readonly results: string;
  /** Where an older grading kept its results. */
  readonly older: string | undefined;
}

/** What the grader keeps of a finished submission. */
export interface Row {
  /** Where the full result is in `results`; none when there is no more to say than the row does. */
  readonly key?: string | undefined;
  /** Without its tests and pictures. */
  readonly report: SubmissionReport;
}

export type Answer =
  | { readonly row: Row }
  /** The grader itself failed at it. */
  | { readonly fault: string }
  /** A folder that takes no more files. */
  | { readonly storage: { readonly folder: string; readonly code: string } };

/** What a worker sends. */
export interface Answered {
  readonly answer: Answer;
  /** What the worker has in use by then, in MiB. */
  readonly memory: number;
}
