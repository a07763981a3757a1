// The causal mask by scatterND of its ones.
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  const places: number[][] = [];
  for (let query = 0; query < seq; query++) for (let key = 0; key <= query; key++) places.push([query, key]);
  return tf.scatterND(tf.tensor2d(places, [places.length, 2], 'int32'), tf.ones([places.length]), [
    seq,
    seq,
  ]) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
