import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  return tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
