/**
 * 02 Attention
 *
 * Read:  "Attention is all you need", section 3.2.1
 * Check: npm test 02
 */
import * as tf from '@tensorflow/tfjs';
import { mySoftmax, scaledDotProducts } from './helpers';

/**
 * How much does each query attend to each key?
 */
export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  return mySoftmax(scaledDotProducts(q, k));
}

/**
 * Every query receives a weighted mean of the values.
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const pattern = attentionPattern(q, k);
  return tf.matMul(pattern, v);
}
