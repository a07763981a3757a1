/** Compares what a student's function returned with what it should be, and words the difference. */
import * as tf from '@tensorflow/tfjs';
import { described } from '../../lib/results';
import { placeAt, relation } from './relations';

/** Numbers in nested arrays, as many levels deep as the tensor has axes. */
export type Nested = number | readonly Nested[];

/** Sizes and flat values, as the fixtures keep a tensor. */
export interface Flat {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** An expected tensor: nested numbers, sizes and flat values, or a tensor. */
export type Expected = Nested | Flat | tf.Tensor;

/** The largest error that counts as equal: `absolute + relative · |expected|`, element by element. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** float32 keeps about 7 digits; the longest chain of operations in the course loses three or four of them. */
export const defaultTolerance: Tolerance = { absolute: 1e-4, relative: 1e-4 };

/** A hidden token changes nothing at all: the same numbers are computed again, so rounding plays no part. */
const leakTolerance = 1e-5;

/** Puts sizes and flat values in the place of nested numbers or of a tensor. */
export function flatten(expected: Expected): Flat {
  if (expected instanceof tf.Tensor) return { shape: expected.shape, values: expected.dataSync() };
  if (typeof expected === 'object' && 'shape' in expected) return expected;
  const shape: number[] = [];
  for (let level: Nested = expected; typeof level === 'object'; level = level[0] ?? 0)
    shape.push(level.length);
  return { shape, values: numbersOf(expected) };
}

function numbersOf(nested: Nested): number[] {
  return typeof nested === 'number' ? [nested] : nested.flatMap(numbersOf);
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
  const wrong = shapeDifference(received, shape) ?? wrongNumbers(received as tf.Tensor, values, tolerance);
  if (!wrong || !(received instanceof tf.Tensor)) return wrong;
  const numbers = { shape: received.shape, values: received.dataSync() };
  const related = relation(numbers, { shape, values }, tolerance);
  return related ? `${wrong}\n${related}` : wrong;
}

function wrongNumbers(
  received: tf.Tensor,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): string | undefined {
  return notFinite(received) ?? largestError(received.dataSync(), expected, received.shape, tolerance);
}

/** The largest error as a share of what the tolerance allows: above 1 is wrong; undefined where shapes differ. */
export function errorShare(
  received: unknown,
  expected: Expected,
  { absolute, relative }: Tolerance = defaultTolerance,
): number | undefined {
  const { shape, values } = flatten(expected);
  if (shapeDifference(received, shape)) return undefined;
  const numbers = (received as tf.Tensor).dataSync();
  return Array.from(values).reduce((worst, value, index) => {
    const share = Math.abs(Number(numbers[index]) - value) / (absolute + relative * Math.abs(value));
    return Number.isNaN(share) || share > worst ? share : worst;
  }, 0);
}

/**
 * Says whether a returned tensor is the same as another one where it has to differ.
 *
 * @returns a sentence, or undefined when the shapes are equal and the numbers differ by more than the tolerance
 */
export function sameness(received: unknown, other: tf.Tensor): string | undefined {
  const wrong = shapeDifference(received, other.shape) ?? notFinite(received as tf.Tensor);
  if (wrong) return wrong;
  const differs = wrongNumbers(received as tf.Tensor, other.dataSync(), defaultTolerance);
  return differs ? undefined : 'expected the numbers to change, but they stayed the same';
}

/**
 * Looks for the first position before `changed` at which two tensors differ.
 *
 * @param received - [..., seq, features], computed after the token at position `changed` was replaced
 * @param before - the same, computed before
 * @param what - what the numbers are, for the sentence
 * @returns a sentence that names the position, or undefined when the earlier positions kept their numbers
 */
export function earlierChange(
  received: unknown,
  before: tf.Tensor,
  changed: number,
  what: string,
): string | undefined {
  const wrong = shapeDifference(received, before.shape) ?? notFinite(received as tf.Tensor);
  if (wrong) return wrong;
  const seq = before.shape.at(-2) ?? 1;
  const change = before
    .sub(received as tf.Tensor)
    .abs()
    .max(-1)
    .reshape([-1, seq])
    .max(0)
    .dataSync(); // [seq]
  const first = change.findIndex((size, position) => position < changed && size > leakTolerance);
  if (first < 0) return undefined;
  return `changing token ${changed} changed the ${what} at position ${first} (by up to ${round(change[first] ?? 0)})`;
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
  expected: ArrayLike<number>,
  shape: readonly number[],
  { absolute, relative }: Tolerance,
): string | undefined {
  let worst = -1;
  let worstExcess = 0;
  let wrong = 0;
  Array.from(expected).forEach((value, index) => {
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
  if (value instanceof Error) return `an error: ${value.name}: ${value.message}`;
  if (Array.isArray(value))
    return `an array of length ${value.length} (make it a tensor, with \`tf.tensor\`)`;
  if (typeof value === 'object' && described in value) return String(value[described]);
  if (typeof value === 'object')
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`;
  return `${typeof value} ${String(value).slice(0, 40)}`;
}

/** `[0, 2, 1]`: where the number at a flat index lies in a tensor. */
function position(index: number, shape: readonly number[]): string {
  return `[${placeAt(index, shape).join(', ')}]`;
}

/** A number as a message shows it. */
export function round(value: number, digits = 4): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}
