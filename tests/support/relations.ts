/**
 * Says how wrong numbers relate to the right ones: axes in another order, all scaled or shifted alike, moved or
 * reversed along an axis, wrong in one place only. Facts about the numbers; what causes them is for others to say.
 */
import type { Flat, Tolerance } from './compare';

/** Fewer numbers than this fit many relations by chance. */
const fewest = 4;

interface Pair {
  readonly received: Flat;
  readonly expected: Flat;
  readonly tolerance: Tolerance;
}

/**
 * The first relation that holds for all numbers.
 *
 * @returns a clause such as `every number is 2.449 (√6) times what it should be`; undefined when none is found
 */
export function relation(received: Flat, expected: Flat, tolerance: Tolerance): string | undefined {
  const pair = { received, expected, tolerance };
  if (expected.values.length < fewest || isConstant(expected.values)) return undefined;
  if (received.values.length !== expected.values.length) return undefined;
  return axesOf(pair) ?? shapeOf(pair) ?? (isSameShape(pair) ? ofNumbers(pair) : undefined);
}

function ofNumbers(pair: Pair): string | undefined {
  return scaleOf(pair) ?? offsetOf(pair) ?? reversedOf(pair) ?? movedOf(pair) ?? placeOf(pair);
}

/** The same numbers, their axes in another order. */
function axesOf({ received, expected, tolerance }: Pair): string | undefined {
  const rank = expected.shape.length;
  if (rank < 2 || rank > 4 || received.shape.length !== rank) return undefined;
  const order = permutations(rank).find(
    (axes) =>
      axes.some((axis, index) => axis !== index) &&
      axes.every((axis, index) => received.shape[axis] === expected.shape[index]) &&
      every(expected, (place, index) => {
        const from = place.reduce((whole, at, axis) => whole.with(axes[axis] ?? 0, at), Array(rank).fill(0));
        return isNear(valueAt(received, from), expected.values[index], tolerance);
      }),
  );
  return (
    order &&
    `the numbers are right, with the axes in another order: transposed by [${order.join(', ')}] they fit`
  );
}

function shapeOf({ received, expected, tolerance }: Pair): string | undefined {
  if (received.shape.join() === expected.shape.join()) return undefined;
  const same = Array.from(expected.values).every((value, index) =>
    isNear(received.values[index], value, tolerance),
  );
  return same ? 'the numbers and their order are right, only the shape is not' : undefined;
}

function scaleOf({ received, expected, tolerance }: Pair): string | undefined {
  const products = sum(expected.values, (value, index) => value * Number(received.values[index]));
  const factor = products / sum(expected.values, (value) => value * value);
  const fits = Array.from(expected.values).every((value, index) =>
    isNear(received.values[index], value * factor, scaled(tolerance, factor)),
  );
  if (!fits || Math.abs(factor) < 1e-6) return undefined;
  return `every number is ${name(factor)} times what it should be`;
}

function offsetOf({ received, expected, tolerance }: Pair): string | undefined {
  const total = sum(expected.values, (value, index) => Number(received.values[index]) - value);
  const offset = total / expected.values.length;
  const fits = Array.from(expected.values).every((value, index) =>
    isNear(received.values[index], value + offset, tolerance),
  );
  return fits
    ? `every number is too ${offset > 0 ? 'large' : 'small'} by ${name(Math.abs(offset))}`
    : undefined;
}

function reversedOf(pair: Pair): string | undefined {
  const axis = axisWhere(pair, (at, size) => size - 1 - at);
  return axis === undefined ? undefined : `the numbers are right, with axis ${axis} from back to front`;
}

/** One place too early or too late along an axis; what has moved out of it does not count. */
function movedOf(pair: Pair): string | undefined {
  for (const step of [1, -1]) {
    const axis = axisWhere(pair, (at, size) => (at + step >= 0 && at + step < size ? at + step : undefined));
    if (axis !== undefined) {
      return `along axis ${axis} everything stands one place too ${step > 0 ? 'late' : 'early'}`;
    }
  }
  return undefined;
}

/** All that is wrong has one place along an axis in common. */
function placeOf({ received, expected, tolerance }: Pair): string | undefined {
  const wrong: number[][] = [];
  every(expected, (place, index) => {
    if (!isNear(received.values[index], expected.values[index], tolerance)) wrong.push([...place]);
    return true;
  });
  const axis = expected.shape.findIndex(
    (size, each) => size > 2 && new Set(wrong.map((place) => place[each])).size === 1,
  );
  if (axis < 0) return undefined;
  return `only place ${wrong[0]?.[axis]} of axis ${axis} is wrong (axes and places count from 0)`;
}

/** The first axis along which every received number is the expected one of another place. */
function axisWhere(
  { received, expected, tolerance }: Pair,
  source: (at: number, size: number) => number | undefined,
): number | undefined {
  const axis = expected.shape.findIndex((size, each) => {
    if (size < 3) return false;
    return every(expected, (place, index) => {
      const to = source(place[each] ?? 0, size);
      if (to === undefined) return true;
      return isNear(valueAt(received, place.with(each, to)), expected.values[index], tolerance);
    });
  });
  return axis < 0 ? undefined : axis;
}

/** `2.449 (√6)`: with its square where that is a whole number, or one over it. */
function name(factor: number): string {
  const short = String(Number(factor.toPrecision(4)));
  const square = factor * factor;
  if (factor > 0 && isWhole(square) && !isWhole(factor)) return `${short} (√${Math.round(square)})`;
  if (factor > 0 && isWhole(1 / square) && !isWhole(1 / factor))
    return `${short} (1/√${Math.round(1 / square)})`;
  return short;
}

function isWhole(value: number): boolean {
  return Math.round(value) >= 1 && value < 1000 && Math.abs(value / Math.round(value) - 1) < 1e-3;
}

function isSameShape({ received, expected }: Pair): boolean {
  return received.shape.join() === expected.shape.join();
}

function isConstant(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value) => value === values[0]);
}

function isNear(
  received: number | undefined,
  expected: number | undefined,
  { absolute, relative }: Tolerance,
): boolean {
  const value = expected ?? Number.NaN;
  return Math.abs((received ?? Number.NaN) - value) <= absolute + relative * Math.abs(value);
}

function scaled({ absolute, relative }: Tolerance, factor: number): Tolerance {
  return { absolute: absolute * Math.max(1, Math.abs(factor)), relative };
}

function sum(values: ArrayLike<number>, term: (value: number, index: number) => number): number {
  return Array.from(values).reduce((total, value, index) => total + term(value, index), 0);
}

/** Whether something holds at every place of a tensor; the place counts from 0 along each axis. */
function every(
  { shape, values }: Flat,
  holds: (place: readonly number[], index: number) => boolean,
): boolean {
  return Array.from(values).every((_, index) => holds(placeAt(index, shape), index));
}

/** Where the number at a flat index lies: `[0, 2, 1]`. */
export function placeAt(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

function valueAt({ shape, values }: Flat, place: readonly number[]): number | undefined {
  return values[place.reduce((index, at, axis) => index * (shape[axis] ?? 1) + at, 0)];
}

/** All orders of the numbers 0 … count − 1. */
function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => rest.toSpliced(at, 0, count - 1)),
  );
}
