import * as tf from '@tensorflow/tfjs';
import { linear } from '../../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../../lib/parameters';
import { multiHeadAttention } from '.';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true); // [batch, seq, 1]
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
