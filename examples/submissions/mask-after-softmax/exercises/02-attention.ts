/**
 * 02 Attention
 *
 * Read:  "Attention is all you need", section 3.2.1
 * Check: npm test 02
 */
import * as tf from "@tensorflow/tfjs";

// kᵀ, also when there are batch and head axes in front
function swapLastTwo(t: tf.Tensor): tf.Tensor {
    const axes = t.shape.map((_, axis) => axis);
    const last = axes.pop() as number;
    const secondLast = axes.pop() as number;
    return tf.transpose(t, [...axes, last, secondLast]);
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
    const dHead = q.shape[q.rank - 1] as number;
    const scores = tf.matMul(q, swapLastTwo(k));
    const scaled = tf.div(scores, Math.sqrt(dHead));
    return tf.softmax(scaled);
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
    const pattern = attentionPattern(q, k);
    return tf.matMul(pattern, v);
}
