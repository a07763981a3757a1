/**
 * 05 Attention block
 *
 * Read:  "Attention is all you need", sections 3.1 and 3.3; "Layer normalization" (arXiv 1607.06450)
 * Check: npm test 05
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';
import { sizeOf } from './helpers';

/**
 * Every token gets mean 0 and variance 1, then gain and bias.
 */
export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const dModel = sizeOf(x, -1);
  const mean = tf.div(tf.sum(x, -1, true), dModel);
  const difference = tf.sub(x, mean);
  const variance = tf.div(tf.sum(tf.squaredDifference(x, mean), -1, true), dModel);
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  const normalised = tf.div(difference, deviation);
  return tf.add(tf.mul(normalised, params.gain), params.bias) as tf.Tensor3D;
}

/**
 * Each token by itself, so I really go through them one position at a time.
 */
export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const positions: tf.Tensor[] = [];
  for (const token of tf.unstack(x, 1)) {
    // token: [batch, dModel]
    const hidden = tf.relu(linear(params.expand, token));
    positions.push(linear(params.contract, hidden));
  }
  return tf.stack(positions, 1) as tf.Tensor3D;
}

/**
 * Pre-norm, two residual connections.
 */
export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  let stream = x;
  stream = tf.add(stream, multiHeadAttention(params.attention, layerNorm(params.norm1, stream), options));
  stream = tf.add(stream, feedForward(params.feedForward, layerNorm(params.norm2, stream)));
  return stream;
}
