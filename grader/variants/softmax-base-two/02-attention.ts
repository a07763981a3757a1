// Softmax with powers of two.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  const bits = scores.sub(scores.max(-1, true)).mul(Math.LOG2E);
  const powers = tf.pow(2, bits);
  return powers.div(powers.sum(-1, true));
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
