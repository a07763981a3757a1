/** How much the token at each position changes the logits at each position. */
import type { TransformerConfig } from '../parameters';

/** [output position][input position], 0 where a token changes nothing. */
export type InfluenceMatrix = readonly (readonly number[])[];

/** An output position, and an input position that changes it. */
export interface Pair {
  readonly output: number;
  readonly input: number;
}

/**
 * A hidden token changes nothing: the same numbers are computed again. What is smaller than this share of the
 * influence of a token on its own position is rounding, for a model that hides it in a roundabout way.
 */
export const noise = 1e-5;

/** What the replacement of tokens changed. */
export interface Changes {
  readonly influence: InfluenceMatrix;
  /** The largest change of a sequence in which no token was replaced. */
  readonly across: number;
}

/**
 * Compares the logits before and after a replacement.
 *
 * @param before - flat [batch, seq, vocab]
 * @param after - the same, with the token at position `row - 1` replaced in each of `rows`
 */
export function changesOf(
  before: Float32Array,
  after: Float32Array,
  rows: readonly number[],
  { seq, vocab }: TransformerConfig,
): Changes {
  const change = (row: number, position: number) => largestChange(before, after, row * seq + position, vocab);
  const positions = Array.from({ length: seq }, (_, position) => position);
  const others = Array.from({ length: before.length / (seq * vocab) }, (_, row) => row).filter(
    (row) => !rows.includes(row),
  );
  return {
    influence: positions.map((output) =>
      positions.map((input) => (rows.includes(input + 1) ? change(input + 1, output) : 0)),
    ),
    across: Math.max(0, ...others.flatMap((row) => positions.map((position) => change(row, position)))),
  };
}

function largestChange(before: Float32Array, after: Float32Array, place: number, vocab: number): number {
  let largest = 0;
  for (let index = place * vocab; index < (place + 1) * vocab; index += 1) {
    largest = Math.max(largest, Math.abs((after[index] ?? 0) - (before[index] ?? 0)));
  }
  return largest;
}

/** The larger of two measurements, entry by entry. */
export function larger(one: Changes, other: Changes): Changes {
  return {
    influence: one.influence.map((row, output) =>
      row.map((value, input) => Math.max(value, other.influence[output]?.[input] ?? 0)),
    ),
    across: Math.max(one.across, other.across),
  };
}

/** What a token does to its own position, in the middle of all; the largest influence of all where that is 0. */
export function typical(matrix: InfluenceMatrix): number {
  const own = matrix.map((row, position) => row[position] ?? 0).sort((a, b) => a - b);
  return own[Math.floor(own.length / 2)] || Math.max(0, ...matrix.flat());
}

/** The pairs with an influence beyond rounding. */
export function visiblePairs(matrix: InfluenceMatrix): Pair[] {
  const least = noise * typical(matrix);
  return matrix.flatMap((row, output) =>
    row.flatMap((value, input) => (value > least ? [{ output, input }] : [])),
  );
}

/** The pairs in which a later token changes an earlier position. */
export function leakingPairs(matrix: InfluenceMatrix): Pair[] {
  return visiblePairs(matrix).filter(({ output, input }) => input > output);
}
