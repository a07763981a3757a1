/** Weights that hold no skill. A model that reverses with them does not have it from its weights. */
import * as tf from '@tensorflow/tfjs';
import { mapTensors, type TransformerParams } from '../parameters';
import { Random } from '../random';
import { disposeTensors } from '../training';
import type { Predictions } from './predictions';
import { chunksOf, type ReversalString } from './task';
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
    const shuffled = (tensor: tf.Tensor) => Float32Array.from(random.shuffle<number>(tensor.dataSync()));
    return mapTensors(params, (tensor) => tf.tensor(shuffled(tensor), tensor.shape));
  };
}

/** The same weights for every chunk. */
export function always(params: TransformerParams): WeightsOf {
  return () => copyOf(params);
}

/**
 * Weights that were drawn earlier.
 *
 * @throws {RangeError} when there are none for a chunk
 */
export function oneForEach(weights: readonly TransformerParams[]): WeightsOf {
  return (chunk) => {
    const params = weights[chunk];
    if (!params) throw new RangeError(`Expected a chunk below ${weights.length}, got ${chunk}`);
    return copyOf(params);
  };
}

function copyOf(params: TransformerParams): TransformerParams {
  return mapTensors(params, (tensor) => tensor.clone());
}

/**
 * What a model predicts when each chunk of strings is read with weights of its own.
 *
 * @throws as `predictReversal`
 */
export async function predictWith(
  transformer: Transformer,
  weightsOf: WeightsOf,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const predictions: (readonly number[])[] = [];
  for (const [index, chunk] of chunksOf(strings, controlChunk).entries()) {
    const params = weightsOf(index);
    try {
      predictions.push(...(await predictReversal(transformer, params, chunk)));
    } finally {
      disposeTensors(params);
    }
  }
  return predictions;
}
