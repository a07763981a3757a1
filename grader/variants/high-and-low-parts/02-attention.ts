// Splits queries in a high and a low part and adds the two products.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const shifted = q.mul(4097);
  const high = shifted.sub(shifted.sub(q));
  const low = q.sub(high);
  const scores = tf
    .matMul(high, k, false, true)
    .add(tf.matMul(low, k, false, true))
    .div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
