import * as tf from '@tensorflow/tfjs'
import { linear } from '../lib/linear'
import type { AttentionParams } from '../lib/parameters'
import { attention } from './02-attention'
import { maskedAttention } from './03-masking'

// [batch, a, b, dHead] <-> [batch, b, a, dHead]; a layer does not count the batch axis
const swap = (x: tf.Tensor): tf.Tensor => tf.layers.permute({ dims: [2, 1, 3] }).apply(x) as tf.Tensor

export const splitHeads = (x: tf.Tensor3D, heads: number): tf.Tensor4D => {
  const [, seq, dModel] = x.shape
  if (dModel % heads) throw new RangeError(`splitHeads: ${heads} heads do not fit into dModel = ${dModel}`)
  return tf.tidy(() => {
    const columns = tf.layers.reshape({ targetShape: [seq, heads, dModel / heads] }).apply(x)
    return swap(columns as tf.Tensor) as tf.Tensor4D
  })
}

export const mergeHeads = (x: tf.Tensor4D): tf.Tensor3D => {
  const [, heads, seq, dHead] = x.shape
  return tf.tidy(
    () => tf.layers.reshape({ targetShape: [seq, heads * dHead] }).apply(swap(x)) as tf.Tensor3D,
  )
}

export const multiHeadAttention = (
  { query, key, value, output }: AttentionParams,
  x: tf.Tensor3D,
  { heads, mask }: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D =>
  tf.tidy(() => {
    const read = (from: typeof query): tf.Tensor4D => splitHeads(linear(from, x) as tf.Tensor3D, heads)
    const attend = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor =>
      mask ? maskedAttention(q, k, v, mask) : attention(q, k, v)
    const mixed = attend(read(query), read(key), read(value)) as tf.Tensor4D
    return linear(output, mergeHeads(mixed)) as tf.Tensor3D
  })
