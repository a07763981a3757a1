/**
 * What one run of the tests found: the small values that pass from the runner to the verdict, for a student's
 * `npm test` and for the grader alike.
 */
import type { ClaimKind } from './course';
import type { Observation } from './diagnosis/observation';

/** How one test ended. */
export type Outcome = 'passed' | 'failed' | 'not started' | 'crashed' | 'timed out';

/** One test of one function of one stage. */
export interface TestRecord {
  /** `02-attention` */
  readonly stage: string;
  /** The exported function, the name of the `describe` around the test. */
  readonly functionName: string;
  /** The claim, the name of the test. */
  readonly title: string;
  readonly kind: ClaimKind;
  /** From `tests/hidden`: never shown to a student. */
  readonly hidden: boolean;
  readonly outcome: Outcome;
  /** Other functions of the stage that the test calls, to compare with them. */
  readonly beside?: readonly string[] | undefined;
  /** The fact: what was expected, what came instead. */
  readonly message?: string | undefined;
  /** The likely cause. */
  readonly hint?: string | undefined;
  /** When not started: the function that is still to be written, perhaps one of an earlier stage. */
  readonly todo?: string | undefined;
  /** What the assertion saw that failed. */
  readonly observed?: Observation | undefined;
  /** The largest error of all comparisons, as a share of the tolerance. */
  readonly errorShare?: number | undefined;
}

/** Between the fact and the likely cause in the message of every matcher. */
export const hintSeparator = '\nhint: ';

/** The property of a value that lives in another process, and of which nothing but a description has arrived. */
export const described = Symbol.for('transformer-homework: described');
