// Softmax from exp and sum, after the maximum is taken away.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return (() => {
    const e = scores.sub(scores.max(-1, true)).exp();
    return e.div(e.sum(-1, true));
  })();
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
