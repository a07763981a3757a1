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
  | 'skill without its weights'
  | 'shuffled targets learned'
  | 'weights make no difference'
  | 'not a number';

/** How the training went, by its curve and by what was left of it on new strings. */
export type TrainingOutcome =
  | 'learned'
  /** The second half was known from the first steps on. */
  | 'nothing to learn'
  /** Known in training, not on new strings. */
  | 'memorised'
  /** The loss was still falling when the steps ran out. */
  | 'slow'
  /** The loss stayed where guessing leaves it, at ln V. */
  | 'plateau'
  /** The loss fell, and then no further: some places are known, others are not. */
  | 'stuck'
  | 'diverging'
  | 'not a number'
  | 'interrupted'
  /** Nothing is known about the training. */
  | 'unknown';

/** Where the skill must not be found. */
export type ControlName = 'untrained' | 'redrawn' | 'permuted' | 'shuffled' | 'shuffled targets';

/** What a model knows that cannot know anything. */
export interface ControlResult {
  readonly name: ControlName;
  readonly hits: number;
  readonly trials: number;
  readonly accuracy: number;
  /** Exact upper bound of the accuracy, at the error rate of the criterion. */
  readonly upper: number;
  readonly ok: boolean;
}

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
  /** How many of them were never trained on: the second half is judged on these alone. */
  readonly unseen: number;
  readonly training: TrainingOutcome;
  readonly controls: readonly ControlResult[];
  readonly positions: readonly PositionResult[];
}
