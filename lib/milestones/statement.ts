/** What is claimed of a trained model: exact statements on pieces that were drawn at random. docs/milestones.md derives them. */
import { lowerBound } from '../statistics/binomial';

/** How often a statement is made of a model of which it does not hold. */
export const errorRate = 1e-7;

/** "Of all held-out pieces the model gets more than `level` right." */
export interface Statement {
  /** What the model is compared with: `bigram`. */
  readonly name: string;
  readonly hits: number;
  readonly trials: number;
  readonly share: number;
  /** Exact (Clopper–Pearson) lower bound of the share among all held-out pieces. */
  readonly lower: number;
  readonly level: number;
  /** The lower bound is above the level. */
  readonly ok: boolean;
}

/** @param level - the share that has to be exceeded beyond doubt */
export function statementOf(name: string, hits: readonly boolean[], level: number): Statement {
  const trials = hits.length;
  const count = hits.filter(Boolean).length;
  const lower = lowerBound(count, trials, errorRate);
  return {
    name,
    hits: count,
    trials,
    share: trials === 0 ? 0 : count / trials,
    lower,
    level,
    ok: lower > level,
  };
}
