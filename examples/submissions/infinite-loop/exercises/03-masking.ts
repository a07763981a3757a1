/**
 * 03 Masking
 */
import * as tf from '@tensorflow/tfjs'

export function causalMask(seq: number): tf.Tensor2D {
    return tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D // all below, none above
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    // masked_fill(mask == 0, -1e10); not -inf because of softmax of an empty row
    return tf.where(mask.equal(0), tf.fill(scores.shape, -1e10), scores)
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const hs = q.shape[q.shape.length - 1] ?? 1
    let att = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(hs))
    att = applyMask(att, mask)
    return att.softmax().matMul(v)
}
