import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
