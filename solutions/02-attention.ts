/**
 * 02 Attention
 *
 * Read:  notebooks/02-attention.ipynb; "Attention is all you need", section 3.2.1
 * Check: npm test 02
 */
import * as tf from '@tensorflow/tfjs';
import { todo } from '../lib/todo';

/**
 * How much does each query attend to each key?
 *
 * pattern = softmax(q kᵀ / √dHead), over the keys.
 *
 * @param q - queries [..., queries, dHead], any number of leading axes
 * @param k - keys    [..., keys, dHead]
 * @returns pattern   [..., queries, keys], every row sums to 1
 */
export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  // TODO 2a: which axis holds the keys, and how large do scores get when dHead is large?
  // #region solution
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.softmax(scores, -1);
  // #endregion
}

/**
 * Every query receives a weighted mean of the values.
 *
 * @param q - queries [..., queries, dHead]
 * @param k - keys    [..., keys, dHead]
 * @param v - values  [..., keys, dValue]; dValue may differ from dHead
 * @returns [..., queries, dValue]
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  // TODO 2b: which axis do the pattern and the values have in common?
  // #region solution
  return tf.matMul(attentionPattern(q, k), v);
  // #endregion
}
