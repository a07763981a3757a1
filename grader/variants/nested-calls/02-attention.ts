// Functions of tf alone, inside out.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  return tf.softmax(tf.div(tf.matMul(q, k, false, true), tf.sqrt(tf.scalar(q.shape[q.rank - 1]!))));
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
