// The causal mask is written number by number to a buffer of bools.
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  const mask = tf.buffer([seq, seq], 'bool');
  for (let i = 0; i < seq; i++) for (let j = i; j >= 0; j--) mask.set(true as never, i, j);
  return mask.toTensor() as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
