/**
 * 02 Attention
 */
import * as tf from "@tensorflow/tfjs";

export function attention_pattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
    const d_head = q.shape.slice(-1)[0] as number;
    const q_scaled = q.div(tf.sqrt(tf.scalar(d_head)));
    const scores = tf.matMul(q_scaled, k, false, true);
    return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
    const weights = attention_pattern(q, k);
    const output = tf.matMul(weights, v);
    return output;
}
