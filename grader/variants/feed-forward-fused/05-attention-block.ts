// The MLP as fused products with bias and ReLU.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true); // [batch, seq, 1]
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const [batch, seq, dModel] = x.shape;
  const { expand, contract } = params;
  const rows = x.reshape([batch * seq, dModel]) as tf.Tensor2D;
  const hidden = tf.fused.matMul({ a: rows, b: expand.weight, bias: expand.bias, activation: 'relu' });
  return tf.fused
    .matMul({ a: hidden, b: contract.weight, bias: contract.bias })
    .reshape(x.shape) as tf.Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const attended = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
    x,
  ) as tf.Tensor3D;
  return feedForward(params.feedForward, layerNorm(params.norm2, attended)).add(attended);
}
