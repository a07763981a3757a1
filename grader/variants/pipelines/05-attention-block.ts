// Functions are composed by a pipe.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { pipe, type Step } from './pipe';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true); // [batch, seq, 1]
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  return linear(params.contract, linear(params.expand, x).relu()) as tf.Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const residual =
    (...steps: Step[]): Step =>
    (stream) =>
      pipe(...steps)(stream).add(stream) as tf.Tensor3D;
  return pipe(
    residual(
      (s) => layerNorm(params.norm1, s),
      (s) => multiHeadAttention(params.attention, s, options),
    ),
    residual(
      (s) => layerNorm(params.norm2, s),
      (s) => feedForward(params.feedForward, s),
    ),
  )(x);
}
