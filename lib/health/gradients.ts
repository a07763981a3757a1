/** Whether a function lets gradients through to all its inputs, and the right ones. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import { type Output, readOutput } from './call';
import { differenceOf } from './drift';
import type { Examined, Health, WrongGradient } from './health';
import type { Inputs } from './inputs';
import {
  directionsOf,
  distance,
  type Gradients,
  promisedSlopes,
  type Sloping,
  sizeOf,
  steppedSlopes,
  stepSizes,
  weightsFor,
} from './slopes';

/** Right gradients are apart by 0.001, next to a kink by more; a variance whose gradient is cut off by 0.3. */
const tolerance = 0.05;

/** A slope below this share of all others together may be rounding. */
const noise = 3e-3;

/** How many places are tried: next to a kink of a ReLU right gradients and small steps disagree. */
const places = 3;

/**
 * Compares the gradients of a function with small steps.
 *
 * @param output - what the function returns for these inputs
 * @returns `drift` besides: how far the output is another one while a gradient is recorded
 */
export async function examineGradients(examined: Examined, inputs: Inputs, output: Output): Promise<Found> {
  const weights = weightsFor(output.values);
  const at = (place: Inputs, number: number) =>
    examineHere({ examined, inputs: place, weights, directions: directionsOf(place, number) }, output);
  let found = await at(inputs, 0);
  const { drift } = found;
  for (let place = 1; place < places && found.incomplete.length > 0; place += 1) {
    found = await at(inputs.moved(directionsOf(inputs, place)[0] ?? new Map()), place);
  }
  return { ...found, drift };
}

type Found = Pick<Health, 'notFinite' | 'cut' | 'incomplete' | 'drift'>;

async function examineHere(sloping: Sloping, output: Output): Promise<Found> {
  const { learned } = sloping.inputs;
  const { gradients, output: recorded } = await differentiate(sloping, output.shape);
  const drift = differenceOf(output, recorded);
  const valuesOf = (path: string) => Array.from(gradients.get(path) ?? []);
  const spoiled = learned.filter((path) => !valuesOf(path).every(Number.isFinite));
  if (spoiled.length > 0) {
    return { notFinite: spoiled.map((path) => `the gradient of ${path}`), cut: [], incomplete: [], drift };
  }
  const isSilent = (path: string) => valuesOf(path).every((value) => value === 0);
  return {
    notFinite: [],
    cut: await influential(sloping, learned.filter(isSilent), gradients),
    incomplete: await findIncomplete(
      sloping,
      learned.filter((path) => !isSilent(path)),
      gradients,
    ),
    drift,
  };
}

/** The gradients of the weighted sum of the output, and the output as it is while a gradient is recorded. */
function differentiate(
  { examined, inputs, weights }: Sloping,
  shape: readonly number[],
): Promise<{ output: Output | undefined; gradients: Gradients }> {
  return tidyAwaited(async () => {
    const projection = tf.tensor(weights, [...shape]);
    const { value, gradients } = await examined.gradient(inputs.copy(), projection, inputs.learned);
    const numbers = Object.entries(gradients).map(
      ([path, gradient]) => [path, gradient?.dataSync().slice()] as const,
    );
    return { output: readOutput(value), gradients: new Map(numbers) };
  });
}

/** Those of the inputs without a gradient that do change the output: a bias of all keys, say, truly does not. */
async function influential(
  sloping: Sloping,
  silent: readonly string[],
  gradients: Gradients,
): Promise<string[]> {
  const { directions, inputs } = sloping;
  if (silent.length === 0) return [];
  const promised = sizeOf(promisedSlopes(gradients, directions, inputs.learned));
  const scale = promised || sizeOf(await steppedSlopes(sloping, inputs.learned, stepSizes[0]));
  if (!(await isSlope(sloping, silent, scale))) return [];
  const found: string[] = [];
  for (const path of silent) if (await isSlope(sloping, [path], scale)) found.push(path);
  return found;
}

/** Whether two sizes of steps show the same slope, above what rounding makes. */
async function isSlope(sloping: Sloping, paths: readonly string[], scale: number): Promise<boolean> {
  const first = await steppedSlopes(sloping, paths, stepSizes[0]);
  if (sizeOf(first) <= noise * scale) return false;
  const second = await steppedSlopes(sloping, paths, stepSizes[1]);
  return sizeOf(second) > noise * scale && distance(first, second) < 0.3;
}

/** Each argument as a whole first: only where that does not fit is each of its tensors looked at. */
async function findIncomplete(
  sloping: Sloping,
  heard: readonly string[],
  gradients: Gradients,
): Promise<WrongGradient[]> {
  const found: WrongGradient[] = [];
  for (const argument of new Set(heard.map(argumentOf))) {
    const paths = heard.filter((path) => argumentOf(path) === argument);
    if ((await compare(sloping, paths, gradients)).apart > tolerance) {
      found.push(...(await findCulprits(sloping, paths, gradients)));
    }
  }
  return found;
}

/** `params` of `params.query.weight`. */
function argumentOf(path: string): string {
  return path.split('.')[0] ?? path;
}

async function findCulprits(
  sloping: Sloping,
  paths: readonly string[],
  gradients: Gradients,
): Promise<WrongGradient[]> {
  const each = [];
  for (const path of paths) each.push({ path, ...(await compare(sloping, [path], gradients)) });
  const worst = Math.max(...each.map(({ error }) => error));
  return each
    .filter(({ apart, error }) => error === worst || (apart > tolerance && error > worst / 4))
    .map(({ path, gradient, steps }) => ({ path, gradient, steps }));
}

/** Promised slopes and those of the steps that fit them best. */
async function compare(sloping: Sloping, paths: readonly string[], gradients: Gradients) {
  const promised = promisedSlopes(gradients, sloping.directions, paths);
  let best: { apart: number; shown: number[] } = { apart: Number.POSITIVE_INFINITY, shown: [] };
  for (const size of stepSizes) {
    const shown = await steppedSlopes(sloping, paths, size);
    const apart = distance(promised, shown);
    if (apart < best.apart) best = { apart, shown };
    if (apart < tolerance / 2) break;
  }
  const errors = promised.map((slope, index) => Math.abs(slope - (best.shown[index] ?? 0)));
  const error = Math.max(...errors);
  const at = errors.indexOf(error);
  return { apart: best.apart, error, gradient: promised[at] ?? 0, steps: best.shown[at] ?? 0 };
}
