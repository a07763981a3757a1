/** What the reversal criterion found; plain data that a report can keep. */

/** How often one position of the held-out strings was predicted. */
export interface PositionResult {
  /** Place of the predicted token in the string, from 0; the first one that is predicted is 1. */
  readonly position: number;
  readonly half: 'first' | 'second';
  readonly hits: number;
  readonly trials: number;
  readonly accuracy: number;
  /** Exact (Clopper–Pearson) bounds of the true accuracy at the error rate of the criterion. */
  readonly lower: number;
  readonly upper: number;
  /** First half: not above chance. Second half: learned. */
  readonly ok: boolean;
}

/** One point of the training curve. */
export interface TrainingStep {
  readonly step: number;
  readonly loss: number;
  /** Accuracy on the batch, of the tokens that cannot be known. */
  readonly firstHalf: number;
  /** Accuracy on the batch, of the tokens that can be known. */
  readonly secondHalf: number;
}

export type ReversalReason =
  | 'learned'
  | 'first half above chance'
  | 'second half not learned'
  | 'untrained model above chance'
  | 'not a number';

export interface ReversalVerdict {
  readonly passed: boolean;
  readonly reason: ReversalReason;
  /** The verdict in a sentence that a student understands. */
  readonly sentence: string;
  /** Accuracy that guessing gives: 1 / vocab. */
  readonly chance: number;
  /** The second half has to be known at least this well. */
  readonly level: number;
  /** Number of held-out strings. */
  readonly strings: number;
  readonly positions: readonly PositionResult[];
}
