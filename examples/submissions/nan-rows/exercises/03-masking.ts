/**
 * 03 Masking
 */
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  const query = tf.range(0, seq).expandDims(1);
  const key = tf.range(0, seq).expandDims(0);
  return tf.greaterEqual(query, key).toFloat() as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  // masked_fill(mask == 0, -inf)
  return tf.where(mask.equal(0), tf.fill(scores.shape, Number.NEGATIVE_INFINITY), scores);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const scale = 1 / Math.sqrt(q.shape.at(-1) as number);
  return tf.matMul(tf.softmax(applyMask(tf.matMul(q.mul(scale), k, false, true), mask)), v);
}
