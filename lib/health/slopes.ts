/** How steeply the output of a function rises along directions in its inputs: by small steps. */
import { Random } from '../random';
import { callOnce } from './call';
import type { Examined } from './health';
import type { Inputs } from './inputs';

/** Gradients by path; undefined where nothing arrived. */
export type Gradients = ReadonlyMap<string, ArrayLike<number> | undefined>;

/** A change of every input, by path. */
export type Direction = ReadonlyMap<string, Float32Array>;

/**
 * The sizes of the steps, as a share of the size of the numbers. A large step meets curves and the kinks of a ReLU,
 * a small one drowns in the rounding of float32: right gradients agree with at least one of them.
 */
export const stepSizes = [1e-3, 2.5e-4, 4e-3] as const;

/** How many directions are tried: along a single one a wrong gradient may be right by chance. */
const directionCount = 2;

/** Blocked scores are huge and in some right answers rounded to hundreds: they say nothing about a small step. */
const hugeOutput = 1_000;

/** Random numbers of mean 0 and variance 1. */
function randomNumbers(length: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => (2 * random.unit() - 1) * Math.sqrt(3));
}

/** What each number of the output counts: the sum of all of it is the one number whose slope is taken. */
export function weightsFor(output: ArrayLike<number>): Float32Array {
  const weights = randomNumbers(output.length, new Random(1));
  return weights.map((weight, index) => (Math.abs(output[index] ?? 0) > hugeOutput ? 0 : weight));
}

/** Directions in which each input changes by about its own size. */
export function directionsOf(inputs: Inputs, seed = 0): Direction[] {
  return Array.from({ length: directionCount }, (_, index) => {
    const random = new Random(2, seed, index);
    return new Map(
      inputs.learned.map((path) => {
        const values = inputs.valuesOf(path);
        const size = sizeOf(values) / Math.sqrt(values.length || 1) || 1;
        return [path, randomNumbers(values.length, random).map((part) => part * size)];
      }),
    );
  });
}

/** The slopes that gradients promise, when only the inputs at `paths` change. */
export function promisedSlopes(
  gradients: Gradients,
  directions: readonly Direction[],
  paths: readonly string[],
) {
  return directions.map((direction) =>
    paths.reduce((sum, path) => sum + dot(gradients.get(path) ?? [], direction.get(path) ?? []), 0),
  );
}

/** What slopes are taken of. */
export interface Sloping {
  readonly examined: Examined;
  readonly inputs: Inputs;
  readonly weights: Float32Array;
  readonly directions: readonly Direction[];
}

/** The slopes that steps of one size show, when only the inputs at `paths` change. */
export async function steppedSlopes(
  sloping: Sloping,
  paths: readonly string[],
  size: number,
): Promise<number[]> {
  const slopes: number[] = [];
  for (const direction of sloping.directions) {
    const ahead = await outputAfter(sloping, direction, paths, size);
    const behind = await outputAfter(sloping, direction, paths, -size);
    // Number by number, so that large ones that do not change cannot drown small ones that do.
    const rise = sloping.weights.reduce(
      (sum, weight, at) => (weight === 0 ? sum : sum + weight * ((ahead[at] ?? 0) - (behind[at] ?? 0))),
      0,
    );
    slopes.push(rise / (2 * size));
  }
  return slopes;
}

async function outputAfter(
  { examined, inputs }: Sloping,
  direction: Direction,
  paths: readonly string[],
  size: number,
): Promise<ArrayLike<number>> {
  const step = paths.map((path) => [path, direction.get(path)?.map((value) => value * size)] as const);
  const output = await callOnce(examined, inputs, new Map(step));
  return output?.values ?? [];
}

/** How far two lists of slopes are apart, as a share of their size: 0 is agreement. */
export function distance(a: readonly number[], b: readonly number[]): number {
  const apart = sizeOf(a.map((value, index) => value - (b[index] ?? 0)));
  return apart === 0 ? 0 : apart / Math.max(sizeOf(a), sizeOf(b));
}

/** The length of a vector. */
export function sizeOf(values: ArrayLike<number>): number {
  return Math.sqrt(dot(values, values));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
