/** Compares what a student's function returned with what it should be, and words the difference. */
import * as tf from '@tensorflow/tfjs';

/** Numbers in nested arrays, as many levels deep as the tensor has axes. */
export type Nested = number | readonly Nested[];

/** An expected tensor: nested numbers, or sizes and flat values. */
export type Expected = Nested | { readonly shape: readonly number[]; readonly values: ArrayLike<number> };

/** The largest error that counts as equal: `absolute + relative · |expected|`, element by element. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** float32 keeps about 7 digits; the longest chain of operations in the course loses three or four of them. */
export const defaultTolerance: Tolerance = { absolute: 1e-4, relative: 1e-4 };

/** Puts sizes and flat values in the place of nested numbers. */
export function flatten(expected: Expected): { shape: number[]; values: number[] } {
  if (typeof expected === 'object' && 'shape' in expected) {
    return { shape: [...expected.shape], values: Array.from(expected.values) };
  }
  const shape: number[] = [];
  for (let level: Nested = expected; Array.isArray(level); level = level[0]) shape.push(level.length);
  return { shape, values: ([expected] as Nested[]).flat(Number.POSITIVE_INFINITY) as number[] };
}

/**
 * Says what is wrong with a returned value, in the order shape, NaN, values.
 *
 * @returns a sentence, or undefined when the value is a tensor that equals `expected` within `tolerance`
 */
export function difference(
  received: unknown,
  expected: Expected,
  tolerance: Tolerance = defaultTolerance,
): string | undefined {
  const { shape, values } = flatten(expected);
  const wrongShape = shapeDifference(received, shape);
  if (wrongShape) return wrongShape;
  const numbers = (received as tf.Tensor).dataSync();
  return notFinite(received as tf.Tensor) ?? largestError(numbers, values, shape, tolerance);
}

/** Says what is wrong with the kind or the shape of a returned value; -1 in `shape` fits every size. */
export function shapeDifference(received: unknown, shape: readonly number[]): string | undefined {
  if (!(received instanceof tf.Tensor)) {
    return `expected a tensor of shape [${shape.join(', ')}], received ${describeValue(received)}`;
  }
  const fits =
    received.shape.length === shape.length &&
    shape.every((size, axis) => size === -1 || size === received.shape[axis]);
  if (fits) return undefined;
  return `expected shape [${shape.join(', ')}], received shape [${received.shape.join(', ')}]`;
}

/** Says where a tensor holds the first number that is NaN or infinite. */
export function notFinite(received: tf.Tensor): string | undefined {
  const numbers = received.dataSync();
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return undefined;
  const count = numbers.filter((value) => !Number.isFinite(value)).length;
  return `${count} of ${numbers.length} numbers are not finite, the first is ${numbers[bad]} at ${position(bad, received.shape)}`;
}

function largestError(
  received: ArrayLike<number>,
  expected: readonly number[],
  shape: readonly number[],
  { absolute, relative }: Tolerance,
): string | undefined {
  let worst = -1;
  let worstExcess = 0;
  let wrong = 0;
  expected.forEach((value, index) => {
    const error = Math.abs(Number(received[index]) - value);
    const allowed = absolute + relative * Math.abs(value);
    if (error <= allowed) return;
    wrong += 1;
    if (worst < 0 || error - allowed > worstExcess) [worst, worstExcess] = [index, error - allowed];
  });
  if (worst < 0) return undefined;
  const [got, want] = [Number(received[worst]), Number(expected[worst])];
  const allowed = absolute + relative * Math.abs(want);
  return (
    `largest error ${round(Math.abs(got - want))} at ${position(worst, shape)} (tolerance ${round(allowed, 1)}): ` +
    `expected ${round(want)}, received ${round(got)}; ${wrong} of ${expected.length} numbers are wrong`
  );
}

/** Words for a value that should have been a tensor. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'undefined (is there a `return`?)';
  if (value === null) return 'null';
  if (Array.isArray(value))
    return `an array of length ${value.length} (make it a tensor, with \`tf.tensor\`)`;
  if (typeof value === 'object')
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`;
  return `${typeof value} ${String(value).slice(0, 40)}`;
}

/** `[0, 2, 1]`: where the number at a flat index lies in a tensor. */
function position(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${place.join(', ')}]`;
}

function round(value: number, digits = 4): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}
