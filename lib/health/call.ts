/** One call of an examined function, and nothing of it left in memory but what the function keeps. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import type { Change, Examined } from './health';
import { type Inputs, leavesOf } from './inputs';

/** A returned tensor as numbers. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface Call {
  /** Undefined when no tensor came back. */
  readonly output: Output | undefined;
  readonly changed: readonly Change[];
}

/** Calls a function on a copy of its inputs. */
export function callOnce(
  fn: Examined,
  inputs: Inputs,
  shift?: ReadonlyMap<string, Float32Array | undefined>,
): Promise<Call> {
  return tidyAwaited(async () => {
    const copy = inputs.copy(shift);
    const before = leavesOf(copy);
    const output = readOutput(await call(fn, copy));
    return { output, changed: shift ? [] : inputs.changes(before, copy) };
  });
}

/** Calls a function with the arguments of a record, in its order. */
export function call(fn: Examined, args: Readonly<Record<string, unknown>>): unknown {
  return fn(...(Object.values(args) as never[]));
}

function readOutput(result: unknown): Output | undefined {
  if (!(result instanceof tf.Tensor) || result.isDisposed) return undefined;
  return { shape: result.shape, values: result.dataSync().slice() };
}
