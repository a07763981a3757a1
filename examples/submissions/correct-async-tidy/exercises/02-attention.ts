import * as tf from '@tensorflow/tfjs'

const pattern = (q: tf.Tensor, k: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const dHead = q.shape.at(-1) ?? Number.NaN
    const scores = q.matMul(k, false, true).div(Math.sqrt(dHead))
    return tf.layers.softmax({ axis: -1 }).apply(scores) as tf.Tensor
  })

export const attentionPattern = async (q: tf.Tensor, k: tf.Tensor): Promise<tf.Tensor> => pattern(q, k)

export const attention = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor =>
  tf.tidy(() => pattern(q, k).matMul(v))
