import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
  return tf
    .ones([seq, seq])
    .cumsum(0)
    .greaterEqual(tf.ones([seq, seq]).cumsum(1))
    .toFloat() as tf.Tensor2D;
}
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return scores.where(mask.toBool(), tf.scalar(-1e9));
}
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return applyMask(q.matMul(k, false, true).div(q.shape[q.rank - 1]! ** 0.5), mask)
    .softmax()
    .matMul(v);
}
