import * as tf from '@tensorflow/tfjs'

export const causalMask = (seq: number): tf.Tensor2D =>
  tf.tidy(() => {
    const index = tf.range(0, seq)
    const distance: tf.Tensor2D = index.expandDims(1).sub(index.expandDims(0)) // query - key
    return distance.greaterEqual<tf.Tensor2D>(0).toFloat<tf.Tensor2D>()
  })

const block = (scores: tf.Tensor, mask: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.where(mask.toBool(), scores, scores.zerosLike().sub(1e9)))

export const applyMask = async (scores: tf.Tensor, mask: tf.Tensor): Promise<tf.Tensor> => {
  const blocked = block(scores, mask)
  await blocked.data() // settled before anybody reads it
  return blocked
}

export const maskedAttention = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const scale = (q.shape.at(-1) ?? Number.NaN) ** -0.5
    return block(q.mul(scale).matMul(k, false, true), mask).softmax().matMul(v)
  })
