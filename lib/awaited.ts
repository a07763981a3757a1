/**
 * What TensorFlow.js offers for functions that return at once, for those that return a promise. TensorFlow.js
 * has one stack of scopes and one tape, so nothing else may make tensors during the wait.
 */
import * as tf from '@tensorflow/tfjs';

/** As `tf.tidy`: disposes every tensor made until the promise is settled, except those of the result. */
export async function tidyAwaited<Result>(work: () => Promise<Result>): Promise<Result> {
  let result: Result | undefined;
  tf.engine().startScope();
  try {
    result = await work();
    return result;
  } finally {
    tf.engine().endScope(result as tf.TensorContainer);
  }
}

/**
 * The numbers of a tensor; it is disposed, with everything that was made on the way to it. They are not the result of a
 * scope, for TensorFlow.js would look for tensors in each of millions of numbers.
 */
export async function numbersAwaited(compute: () => tf.Tensor | Promise<tf.Tensor>): Promise<Float32Array> {
  let numbers = new Float32Array();
  await tidyAwaited(async () => {
    numbers = new Float32Array((await compute()).dataSync());
  });
  return numbers;
}

/** As `tf.variableGrads`. The caller's scope disposes what it returns. */
export async function variableGradsAwaited(
  loss: () => Promise<tf.Scalar>,
  variables: tf.Variable[],
): Promise<ReturnType<typeof tf.variableGrads>> {
  const value = await recorded(() => tidyAwaited(loss));
  // The recording ends only here: TensorFlow.js begins a new tape unless one is still running.
  const endOfRecording = () => {
    recorder().endTape();
    return value;
  };
  return tf.variableGrads(endOfRecording, variables);
}

/** Leaves the tape running, unless `work` throws: then what the tape keeps for the gradients is disposed. */
async function recorded<Result>(work: () => Promise<Result>): Promise<Result> {
  recorder().startTape();
  try {
    return await work();
  } catch (error) {
    abandonTape();
    throw error;
  }
}

/** Ends a recording whose gradients nobody needs any more, and disposes what the tape keeps for them. */
export function abandonTape(): void {
  recorder().endTape();
  for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved);
}

/** The part of the engine that records operations for gradients; its types call it private. */
export function recorder(): { startTape(): void; endTape(): void } {
  return tf.engine() as unknown as ReturnType<typeof recorder>;
}
