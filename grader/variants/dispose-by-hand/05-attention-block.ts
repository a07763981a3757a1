import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true);
  const centred = x.sub(mean);
  const shifted = variance.add(epsilon);
  const deviation = shifted.sqrt();
  const normal = centred.div(deviation);
  const scaled = normal.mul(params.gain);
  const result = scaled.add(params.bias) as tf.Tensor3D;
  for (const each of [mean, variance, centred, shifted, deviation, normal, scaled]) each.dispose();
  return result;
}
export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const expanded = linear(params.expand, x);
  const hidden = expanded.relu();
  expanded.dispose();
  const result = linear(params.contract, hidden) as tf.Tensor3D;
  hidden.dispose();
  return result;
}
export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const normed = layerNorm(params.norm1, x);
  const found = multiHeadAttention(params.attention, normed, options);
  const attended = x.add(found) as tf.Tensor3D;
  const normedAgain = layerNorm(params.norm2, attended);
  const thought = feedForward(params.feedForward, normedAgain);
  const result = attended.add(thought) as tf.Tensor3D;
  tf.dispose({ normed, found, attended, normedAgain, thought });
  return result;
}
