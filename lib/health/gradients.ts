/** Whether a function lets gradients through to all its inputs, and the right ones. */
import * as tf from '@tensorflow/tfjs';
import { abandonTape, recorder, tidyAwaited } from '../awaited';
import { listTensors } from '../parameters';
import { call } from './call';
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
 */
export async function examineGradients(
  fn: Examined,
  inputs: Inputs,
  output: ArrayLike<number>,
): Promise<Found> {
  const weights = weightsFor(output);
  let found = await examineHere({ fn, inputs, weights, directions: directionsOf(inputs) });
  for (let place = 1; place < places && found.incomplete.length > 0; place += 1) {
    const moved = inputs.moved(directionsOf(inputs, place)[0] ?? new Map());
    found = await examineHere({ fn, inputs: moved, weights, directions: directionsOf(moved, place) });
  }
  return found;
}

type Found = Pick<Health, 'notFinite' | 'cut' | 'incomplete'>;

async function examineHere(sloping: Sloping): Promise<Found> {
  const { learned } = sloping.inputs;
  const gradients = await gradientsOf(sloping);
  const valuesOf = (path: string) => Array.from(gradients.get(path) ?? []);
  const spoiled = learned.filter((path) => !valuesOf(path).every(Number.isFinite));
  if (spoiled.length > 0) {
    return { notFinite: spoiled.map((path) => `the gradient of ${path}`), cut: [], incomplete: [] };
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
  };
}

/** The gradients of the weighted sum of the output; the function may return a Promise. */
function gradientsOf({ fn, inputs, weights }: Sloping): Promise<Gradients> {
  return tidyAwaited(async () => {
    recorder().startTape();
    try {
      const copy = inputs.copy();
      const list = listTensors(copy).filter(({ path }) => inputs.learned.includes(path));
      const result = (await call(fn, copy)) as tf.Tensor;
      const tensors = list.map(({ tensor }) => tensor);
      const { grads } = tf.engine().gradients(() => result, tensors, tf.tensor(weights, result.shape), true);
      return new Map(
        list.map(({ path }, index) => [path, (grads[index] as tf.Tensor | undefined)?.dataSync()]),
      );
    } finally {
      abandonTape();
    }
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
