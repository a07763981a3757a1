/** From logits to predicted tokens, and how many of them are right. Plain numbers, no TensorFlow.js. */
import { type Half, halfOf, positions, predicted, type ReversalString, vocab } from './task';

/** In the place of a token where the logits hold NaN: no answer. */
export const noAnswer = -1;

/** For each string the tokens predicted at positions 1 to 11, or {@link noAnswer}. */
export type Predictions = readonly (readonly number[])[];

/**
 * The most likely token at each position; the first of them where several are equally likely.
 *
 * @param logits - the flat numbers of [strings, 11, 10]
 * @throws {RangeError} when there are not as many numbers as whole strings need
 */
export function predictionsOf(logits: ArrayLike<number>): number[][] {
  const size = predicted * vocab;
  if (logits.length % size !== 0) {
    throw new RangeError(
      `Expected logits [strings, ${predicted}, ${vocab}], got ${logits.length} numbers, which is not a multiple of ${size}`,
    );
  }
  return Array.from({ length: logits.length / size }, (_, string) =>
    positions.map((_, index) => largest(logits, string * size + index * vocab)),
  );
}

/** The token with the largest of the `vocab` logits from `start` on. */
function largest(logits: ArrayLike<number>, start: number): number {
  let best = 0;
  for (let token = 0; token < vocab; token += 1) {
    const logit = logits[start + token] ?? Number.NaN;
    if (Number.isNaN(logit)) return noAnswer;
    if (logit > (logits[start + best] ?? Number.NaN)) best = token;
  }
  return best;
}

/** How many of the predictions at one position are right. */
export function hitsAt(
  position: number,
  strings: readonly ReversalString[],
  predictions: Predictions,
): number {
  return strings.filter((string, index) => predictions[index]?.[position - 1] === string[position]).length;
}

/** The share of right predictions in one half, over all strings. */
export function accuracyOf(half: Half, strings: readonly ReversalString[], predictions: Predictions): number {
  const places = positions.filter((position) => halfOf(position) === half);
  const hits = places.reduce((sum, position) => sum + hitsAt(position, strings, predictions), 0);
  return hits / (places.length * strings.length);
}
