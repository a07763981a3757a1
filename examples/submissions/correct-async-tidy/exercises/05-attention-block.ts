import * as tf from '@tensorflow/tfjs'
import { linear } from '../lib/linear'
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters'
import { multiHeadAttention } from './04-multi-head-attention'

export const layerNorm = ({ gain, bias }: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D =>
  tf.tidy(() => {
    const { mean, variance } = tf.moments(x, 2, true)
    return x.sub(mean).mul(variance.add(epsilon).pow(-0.5)).mul(gain).add(bias)
  })

export const feedForward = ({ expand, contract }: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D =>
  tf.tidy(() => {
    const hidden = tf.layers.activation({ activation: 'relu' }).apply(linear(expand, x)) as tf.Tensor
    return linear(contract, hidden) as tf.Tensor3D
  })

type Sublayer = (normed: tf.Tensor3D) => tf.Tensor3D

const residual = (x: tf.Tensor3D, norm: NormParams, sublayer: Sublayer): tf.Tensor3D =>
  tf.layers.add().apply([x, sublayer(layerNorm(norm, x))]) as tf.Tensor3D

export const attentionBlock = (
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D =>
  tf.tidy(() => {
    const attended = residual(x, params.norm1, (normed) => multiHeadAttention(params.attention, normed, options))
    return residual(attended, params.norm2, (normed) => feedForward(params.feedForward, normed))
  })
