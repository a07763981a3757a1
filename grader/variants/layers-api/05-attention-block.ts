import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const layer = tf.layers.layerNormalization({ axis: -1, epsilon, center: false, scale: false });
  return (layer.apply(x) as tf.Tensor3D).mul(params.gain).add(params.bias);
}
export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const hidden = tf.layers.reLU().apply(linear(params.expand, x)) as tf.Tensor;
  return linear(params.contract, hidden) as tf.Tensor3D;
}
export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const add = (a: tf.Tensor, b: tf.Tensor) => tf.layers.add().apply([a, b]) as tf.Tensor3D;
  const y = add(x, multiHeadAttention(params.attention, layerNorm(params.norm1, x), options));
  return add(y, feedForward(params.feedForward, layerNorm(params.norm2, y)));
}
