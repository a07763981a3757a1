// Disposes every intermediate by hand, without tf.tidy.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const products = tf.matMul(q, k, false, true);
  const scores = products.div(Math.sqrt(q.shape[q.rank - 1]!));
  const pattern = tf.softmax(scores);
  tf.dispose([products, scores]);
  return pattern;
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const pattern = attentionPattern(q, k);
  const mixed = tf.matMul(pattern, v);
  pattern.dispose();
  return mixed;
}
