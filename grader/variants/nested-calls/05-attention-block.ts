import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon: number = 0.00001): tf.Tensor3D {
  const centred = tf.sub(x, tf.mean(x, 2, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 2, true), epsilon));
  return tf.add(tf.mul(params.gain, tf.div(centred, deviation)), params.bias);
}
export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  return linear(params.contract, tf.relu(linear(params.expand, x))) as tf.Tensor3D;
}
export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const y = tf.addN([
    x,
    multiHeadAttention(params.attention, layerNorm(params.norm1, x), options),
  ]) as tf.Tensor3D;
  return tf.addN([y, feedForward(params.feedForward, layerNorm(params.norm2, y))]) as tf.Tensor3D;
}
