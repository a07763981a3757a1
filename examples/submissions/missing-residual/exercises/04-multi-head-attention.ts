/**
 * 04 Multi-head attention
 */
import * as tf from '@tensorflow/tfjs'
import { linear } from '../lib/linear'
import type { AttentionParams } from '../lib/parameters'
import { attention } from './02-attention'
import { maskedAttention } from './03-masking'

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [B, T, C] = x.shape
  if (C % heads !== 0) throw new RangeError(`n_head ${heads} does not divide n_embd ${C}`)
  const hs = C / heads
  // (B, T, C) -> (B, T, nh, hs) -> (B, nh, T, hs)
  return x.reshape([B, T, heads, hs]).transpose([0, 2, 1, 3])
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape
  const swapped = tf.transpose(x, [0, 2, 1, 3])
  return tf.reshape(swapped, [batch, seq, heads * dHead]) as tf.Tensor3D
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const q = splitHeads(linear(params.query, x) as tf.Tensor3D, options.heads)
  const k = splitHeads(linear(params.key, x) as tf.Tensor3D, options.heads)
  const v = splitHeads(linear(params.value, x) as tf.Tensor3D, options.heads)
  const y = options.mask ? maskedAttention(q, k, v, options.mask) : attention(q, k, v) // (B, nh, T, hs)
  return linear(params.output, mergeHeads(y as tf.Tensor4D)) as tf.Tensor3D
}
