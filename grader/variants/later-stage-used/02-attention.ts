// attention is maskedAttention with a mask of ones: 02 imports from 03, and 03 from 02.
import * as tf from '@tensorflow/tfjs';
import { maskedAttention } from './03-masking';

export function scores(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  return tf.matMul(q, k, false, true).div(Math.sqrt(q.shape.at(-1)!));
}
export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  return tf.softmax(scores(q, k));
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return maskedAttention(q, k, v, tf.ones([q.shape.at(-2)!, k.shape.at(-2)!]));
}
