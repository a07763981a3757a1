// The causal mask from one long row of ones and zeros, read with a shift.
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  const row = tf.concat([tf.ones([1]), tf.zeros([seq])]); // 1, then as many 0 as there are keys
  const rows = row
    .tile([seq])
    .slice([0], [seq * seq])
    .reshape([seq, seq]); // the unit matrix
  return rows.cumsum(0) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
