// The causal mask is an int32 tensor, from nested arrays.
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  return tf.tensor2d(
    Array.from({ length: seq }, (_, i) => Array.from({ length: seq }, (_, j) => (j <= i ? 1 : 0))),
    [seq, seq],
    'int32',
  );
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
