/**
 * 02 Attention
 *
 * Read:  "Attention is all you need", section 3.2.1
 * Check: npm test 02
 */
import * as tf from '@tensorflow/tfjs';

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
  const d_head = q.shape.slice(-1)[0] as number;
  const q_scaled = q.div(tf.sqrt(tf.scalar(d_head)));
  const scores = tf.matMul(q_scaled, k, false, true);
  return tf.softmax(scores, -1);
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
  const weights = attentionPattern(q, k);
  const output = tf.matMul(weights, v);
  return output;
}
