/**
 * 03 Masking
 */
import * as tf from "@tensorflow/tfjs";

export function causalMask(seq: number): tf.Tensor2D {
  const query = tf.range(0, seq).expandDims(1);
  const key = tf.range(0, seq).expandDims(0);
  return tf.greaterEqual(query, key).toFloat() as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast("bool"), scores, tf.scalar(-1e9));
}

export function maskedAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor {
  const dHead = q.shape[q.rank - 1] as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead));
  const allowed = applyMask(scores, mask);
  const pattern = tf.softmax(allowed);
  return tf.matMul(pattern, v);
}
