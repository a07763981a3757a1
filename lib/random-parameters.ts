/** Parameters for experiments: nothing in them is neutral, and parts can be silenced. */
import * as tf from '@tensorflow/tfjs';
import { initTransformer, mapTensors, type TransformerConfig, type TransformerParams } from './parameters';

/** Parameters of a transformer in which nothing is neutral: gains are not 1, biases are not 0. */
export function randomParams(config: TransformerConfig, seed: number): TransformerParams {
  let drawn = 0;
  const noise = (shape: number[]) => tf.randomNormal(shape, 0, 0.5, 'float32', seed * 1000 + 500 + drawn++);
  return mapTensors(initTransformer(config, seed, 1 / Math.sqrt(config.dModel)), (tensor) =>
    tensor.rank === 1 ? tensor.add(noise(tensor.shape)) : tensor,
  );
}

/** A copy in which every tensor whose path begins with one of `paths` is zero, as in `attention.output`. */
export function silence<T>(params: T, ...paths: readonly string[]): T {
  return mapTensors(params, (tensor, path) =>
    paths.some((start) => path === start || path.startsWith(`${start}.`)) ? tensor.zerosLike() : tensor,
  );
}
