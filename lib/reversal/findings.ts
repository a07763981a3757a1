/** What is measured on the held-out strings, and each single statement about it. */
import { lowerBound, upperBound, upperTail } from '../statistics/binomial';
import type { TrainingEnd } from '../training';
import { hitsAt, type Predictions } from './predictions';
import { halfOf, type ReversalString, vocab } from './task';
import type { ControlName, ControlResult, PositionResult, TrainingOutcome, TrainingStep } from './verdict';

/** How often a single statement, such as one confidence bound, may be wrong. */
export const errorRate = 1e-7;
/** What guessing gives. */
export const chance = 1 / vocab;
/** Each token of the second half has to be known at least this well. */
export const level = 0.9;
/** Without trained weights, the second half has to be known less well than this. */
export const controlLevel = 0.5;

/** Hits among trials. */
export interface Count {
  readonly hits: number;
  readonly trials: number;
}

/** Strings, and what was predicted for each. */
export interface Answered {
  readonly strings: readonly ReversalString[];
  readonly predictions: Predictions;
}

/** How a training went. */
export interface TrainingRecord {
  readonly history: readonly TrainingStep[];
  readonly ended: TrainingEnd;
}

/** Everything that a verdict and its sentence are made from. */
export interface Findings {
  readonly positions: readonly PositionResult[];
  /** All positions of the first half together, after the training. */
  readonly firstHalf: Count;
  /** The same before the training. */
  readonly untrainedFirstHalf: Count;
  /** Is a position of the first half, or all together, above chance before the training? */
  readonly untrainedLeak: boolean;
  /** Number of strings for which the logits hold NaN. */
  readonly withoutAnswer: { readonly trained: number; readonly untrained: number };
  readonly controls: readonly ControlResult[];
  /** Are the answers the same with whatever weights? */
  readonly weightsIgnored: boolean;
  readonly training: TrainingRecord | undefined;
  readonly outcome: TrainingOutcome;
}

/**
 * Is this more than guessing explains? For a model that does not see the future the answer is yes with a
 * probability of at most `rate`: an exact binomial test.
 */
export function aboveChance({ hits, trials }: Count, rate = errorRate): boolean {
  return upperTail(hits, trials, chance) <= rate;
}

/**
 * The result of one control. The second half has to be known to less than one half; what nobody can know, such
 * as shuffled targets, not above chance.
 */
export function judgeControl(name: ControlName, count: Count): ControlResult {
  const { hits, trials } = count;
  const upper = upperBound(hits, trials, errorRate);
  const ok = name === 'shuffled targets' ? !aboveChance(count) : upper < controlLevel;
  return { name, hits, trials, accuracy: shareOf(count), upper, ok };
}

/** Hits per trial. */
export function shareOf({ hits, trials }: Count): number {
  return trials === 0 ? 0 : hits / trials;
}

/** The result at one position, from its count. */
export function judgePosition(position: number, count: Count): PositionResult {
  const { hits, trials } = count;
  const half = halfOf(position);
  const lower = lowerBound(hits, trials, errorRate);
  return {
    position,
    half,
    hits,
    trials,
    accuracy: shareOf(count),
    lower,
    upper: upperBound(hits, trials, errorRate),
    ok: half === 'first' ? !aboveChance(count) : lower > level,
  };
}

/** Counts the right predictions at one position. */
export function countAt(position: number, { strings, predictions }: Answered): Count {
  return { hits: hitsAt(position, strings, predictions), trials: strings.length };
}

/** All counts together. */
export function total(counts: readonly Count[]): Count {
  return {
    hits: counts.reduce((sum, { hits }) => sum + hits, 0),
    trials: counts.reduce((sum, { trials }) => sum + trials, 0),
  };
}
