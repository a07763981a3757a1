/**
 * 02 Attention
 */
import * as tf from '@tensorflow/tfjs'

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
    const hs = q.shape[q.shape.length - 1] ?? 1
    const att = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(hs)) // (..., Tq, Tk)
    return att.softmax()
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
    const pattern = attentionPattern(q, k)
    const [queries, keys] = pattern.shape.slice(-2) as [number, number]
    const dValue = v.shape.at(-1) as number
    const items = pattern.size / (queries * keys) // batch times heads
    const weights = pattern.dataSync()
    const values = v.dataSync()
    const out = new Float32Array(items * queries * dValue)
    for (let item = 0; item < items; item++) {
        for (let query = 0; query < queries; query++) {
            let key = 0
            while (key < keys) {
                const weight = weights[(item * queries + query) * keys + key] ?? 0
                for (let c = 0; c < dValue; c++) {
                    const value = values[(item * keys + key) * dValue + c] ?? 0
                    const at = (item * queries + query) * dValue + c
                    out[at] = (out[at] ?? 0) + weight * value
                }
                query++
            }
        }
    }
    return tf.tensor(out, [...q.shape.slice(0, -1), dValue])
}
