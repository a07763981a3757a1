/** Several measurements of one thing: the middle, and how far they lie apart. */
import { median } from '../../lib/statistics/middle';

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly values: readonly number[];
}

/** @throws {RangeError} when there is nothing to look at */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) throw new RangeError('Nothing was measured');
  return { median: median(sorted) ?? Number.NaN, low, high, values };
}

/** How many times faster than something else, from measurements that were made in turns: round by round. */
export function ratioOf(slow: Spread, fast: Spread): Spread {
  const rounds = Math.min(slow.values.length, fast.values.length);
  return spreadOf(
    Array.from(
      { length: rounds },
      (_, round) => (slow.values[round] as number) / (fast.values[round] as number),
    ),
  );
}
