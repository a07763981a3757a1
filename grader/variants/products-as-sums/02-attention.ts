// Every product of matrices is a broadcast product and a sum.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const scores = q
    .expandDims(-2)
    .mul(k.expandDims(-3))
    .sum(-1)
    .div(Math.sqrt(q.shape[q.rank - 1]!));
  return scores.softmax();
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return attentionPattern(q, k).expandDims(-1).mul(v.expandDims(-3)).sum(-2);
}
