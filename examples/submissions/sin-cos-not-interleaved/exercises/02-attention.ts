/**
 * 02 Attention
 */
import * as tf from "@tensorflow/tfjs";

// kᵀ, also when there are batch and head axes in front
function swapLastTwo(t: tf.Tensor): tf.Tensor {
  const axes = t.shape.map((_, axis) => axis);
  const last = axes.pop() as number;
  const secondLast = axes.pop() as number;
  return tf.transpose(t, [...axes, last, secondLast]);
}

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape[q.rank - 1] as number;
  const scores = tf.matMul(q, swapLastTwo(k));
  const scaled = tf.div(scores, Math.sqrt(dHead));
  return tf.softmax(scaled);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const pattern = attentionPattern(q, k);
  return tf.matMul(pattern, v);
}
