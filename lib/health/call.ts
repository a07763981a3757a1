/** One question to an examined function, and nothing of it left in memory but what the function keeps. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import type { Change, Examined } from './health';
import type { Inputs, Shift } from './inputs';

/** A returned tensor as numbers. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Calls a function on a copy of its inputs and looks at what has become of the copy. */
export function watchOnce(
  examined: Examined,
  inputs: Inputs,
): Promise<{ output: Output | undefined; changed: Change[] }> {
  return tidyAwaited(async () => {
    const { value, left } = await examined.watch(inputs.copy());
    return { output: readOutput(value), changed: inputs.changes(left) };
  });
}

/** Calls a function on inputs that were moved a little. */
export function callOnce(examined: Examined, inputs: Inputs, shift?: Shift): Promise<Output | undefined> {
  return tidyAwaited(async () => readOutput(await examined.call(inputs.copy(shift))));
}

/** The numbers of a returned tensor; undefined when no tensor came back. */
export function readOutput(result: unknown): Output | undefined {
  if (!(result instanceof tf.Tensor) || result.isDisposed) return undefined;
  return { shape: result.shape, values: result.dataSync().slice() };
}
