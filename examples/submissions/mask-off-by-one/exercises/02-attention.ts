/**
 * 02 Attention
 *
 * Read:  "Attention is all you need", section 3.2.1
 * Check: npm test 02
 */
import * as tf from "@tensorflow/tfjs";

/** Folds all leading axes into one, so that there is only one case to think about. */
function fold(x: tf.Tensor): tf.Tensor3D {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return x.reshape([-1, rows, columns]);
}

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
  const leading = q.shape.slice(0, -2);
  const [queries, dHead] = q.shape.slice(-2) as [number, number];
  const keys = k.shape[k.rank - 2] as number;
  const scores = tf.matMul(fold(q), fold(k), false, true);
  return tf
    .softmax(scores.div(Math.sqrt(dHead)))
    .reshape([...leading, queries, keys]);
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
  const weights = fold(attentionPattern(q, k));
  const leading = v.shape.slice(0, -2);
  const queries = q.shape[q.rank - 2] as number;
  const dValue = v.shape[v.rank - 1] as number;
  return tf.matMul(weights, fold(v)).reshape([...leading, queries, dValue]);
}
