/**
 * 03 Masking
 */
import * as tf from "@tensorflow/tfjs";

export function causalMask(seq: number): tf.Tensor2D {
  const mask = tf.buffer<tf.Rank.R2>([seq, seq]);
  for (let query = 0; query < seq; query += 1) {
    for (let key = 0; key <= query; key += 1) mask.set(1, query, key);
  }
  return mask.toTensor();
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  // masked_fill(mask == 0, -1e10); not -inf because of softmax of an empty row
  return tf.where(mask.equal(0), tf.fill(scores.shape, -1e10), scores);
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
