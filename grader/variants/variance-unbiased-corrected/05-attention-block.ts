// The sample variance, times (n − 1) / n where n is more than 1.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const n = x.shape[2];
  const mean = x.mean(-1, true);
  const sample = x
    .sub(mean)
    .square()
    .sum(-1, true)
    .div(Math.max(n - 1, 1));
  const variance = sample.mul((n - 1) / n);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  return linear(params.contract, linear(params.expand, x).relu()) as tf.Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const attended = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
    x,
  ) as tf.Tensor3D;
  return feedForward(params.feedForward, layerNorm(params.norm2, attended)).add(attended);
}
