/** How far two answers to one question are apart. */
import type { Output } from './call';

/** Two answers to one question differ by rounding at most. */
const roundingError = 1e-5;

/** The largest difference, 0 for rounding errors; what is not finite counts as equal to what is not finite. */
export function differenceOf({ shape, values }: Output, again: Output | undefined): number {
  if (!again || again.shape.join() !== shape.join()) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let at = 0; at < values.length; at += 1) {
    const [a = 0, b = 0] = [values[at], again.values[at]];
    const [difference, allowed] = [Math.abs(a - b), roundingError * (1 + Math.abs(a))];
    if (Number.isFinite(a) !== Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    if (difference > Math.max(largest, allowed)) largest = difference;
  }
  return largest;
}
