// Masks are made once, kept, and cloned from a Map; also inside the transformer.
import * as tf from '@tensorflow/tfjs';

const masks = new Map<number, tf.Tensor2D>();

export function causalMask(seq: number): tf.Tensor2D {
  let mask = masks.get(seq);
  if (!mask) {
    mask = tf.keep(tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0)) as tf.Tensor2D;
    masks.set(seq, mask);
  }
  return mask.clone();
}
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}
