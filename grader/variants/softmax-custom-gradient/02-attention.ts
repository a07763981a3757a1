// Softmax with a gradient of its own, by tf.customGrad.
import * as tf from '@tensorflow/tfjs';
import { softmax } from './softmax';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return softmax(scores);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
