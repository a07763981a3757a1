/**
 * 03 Masking
 */
import * as tf from "@tensorflow/tfjs";

export function causalMask(seq: number): tf.Tensor2D {
    // ones on the diagonal, summed downwards: once a 1, always a 1
    return tf.eye(seq).cumsum(0) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const veryNegative = tf.onesLike(scores).mul(-1e30);
    return tf.where(mask.greater(0.5), scores, veryNegative);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const dHead = q.shape[q.rank - 1] as number;
    const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead));
    const allowed = applyMask(scores, mask);
    const pattern = tf.softmax(allowed);
    return tf.matMul(pattern, v);
}
