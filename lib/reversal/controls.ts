/** Weights that hold no skill. A model that reverses with them does not have it from its weights. */
import * as tf from '@tensorflow/tfjs';
import { mapTensors, type TransformerParams } from '../parameters';
import { Random } from '../random';
import { disposeTensors } from '../training';
import type { Predictions } from './predictions';
import type { ReversalString } from './task';
import { predictReversal, type Transformer, untrainedParams } from './train';

/** Every so many held-out strings are read with weights of their own, so that no single draw can be unlucky. */
export const controlChunk = 50;

/** Gives the weights for one chunk of strings, from 0; the caller disposes them. */
export type WeightsOf = (chunk: number) => TransformerParams;

const redrawStream = 3;
const permutationStream = 4;

/** For each chunk weights from another seed. */
export function redrawn(seed: number): WeightsOf {
  return (chunk) => untrainedParams(new Random(seed, redrawStream, chunk).below(1_000_000_000));
}

/** For each chunk the same numbers in every tensor, in another order: norms and statistics stay as they are. */
export function permuted(params: TransformerParams, seed: number): WeightsOf {
  return (chunk) => {
    const random = new Random(seed, permutationStream, chunk);
    return mapTensors(params, (tensor) => tf.tensor(shuffle(tensor.dataSync(), random), tensor.shape));
  };
}

/** The numbers of a tensor in a random order, all orders equally likely (Fisher and Yates). */
function shuffle(numbers: Float32Array | Int32Array | Uint8Array, random: Random): Float32Array {
  const shuffled = Float32Array.from(numbers);
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as number, shuffled[last] as number];
  }
  return shuffled;
}

/**
 * What a model predicts when each chunk of strings is read with weights of its own.
 *
 * @throws as `predictReversal`
 */
export function predictWith(
  transformer: Transformer,
  weightsOf: WeightsOf,
  strings: readonly ReversalString[],
): Predictions {
  return chunksOf(strings).flatMap((chunk, index) => {
    const params = weightsOf(index);
    try {
      return predictReversal(transformer, params, chunk);
    } finally {
      disposeTensors(params);
    }
  });
}

/** Cuts strings into chunks of {@link controlChunk}. */
export function chunksOf(strings: readonly ReversalString[]): ReversalString[][] {
  return Array.from({ length: Math.ceil(strings.length / controlChunk) }, (_, chunk) =>
    strings.slice(chunk * controlChunk, (chunk + 1) * controlChunk),
  );
}
