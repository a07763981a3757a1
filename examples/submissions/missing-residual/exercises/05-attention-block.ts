/**
 * 05 Attention block
 */
import * as tf from '@tensorflow/tfjs'
import { linear } from '../lib/linear'
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters'
import { multiHeadAttention } from './04-multi-head-attention'

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const mu = tf.mean(x, -1, true)
  const sigma2 = tf.mean(tf.square(tf.sub(x, mu)), -1, true)
  const xHat = tf.mul(tf.sub(x, mu), tf.rsqrt(tf.add(sigma2, epsilon)))
  return tf.add(tf.mul(xHat, params.gain), params.bias) as tf.Tensor3D
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  let h = linear(params.expand, x)
  h = tf.maximum(h, 0)
  h = linear(params.contract, h)
  return h as tf.Tensor3D
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const attended = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options)
  const mlp = feedForward(params.feedForward, layerNorm(params.norm2, attended))
  return tf.add(attended, mlp) as tf.Tensor3D // skip connection
}
