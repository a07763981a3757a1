/**
 * 02 Attention
 */
import * as tf from "@tensorflow/tfjs";

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const hs = q.shape[q.shape.length - 1] ?? 1;
  const att = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(hs)); // (..., Tq, Tk)
  return att.softmax();
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const att = attentionPattern(q, k);
  return att.matMul(v);
}
