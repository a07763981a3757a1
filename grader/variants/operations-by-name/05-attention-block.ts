import { moments, type Tensor, type Tensor3D } from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: Tensor3D, epsilon = 1e-5): Tensor3D {
  const { mean, variance } = moments(x, -1, true); // [batch, seq, 1]
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: Tensor3D): Tensor3D {
  return linear(params.contract, linear(params.expand, x).relu()) as Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: Tensor3D,
  options: { heads: number; mask?: Tensor | undefined },
): Tensor3D {
  const attended = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
    x,
  ) as Tensor3D;
  return feedForward(params.feedForward, layerNorm(params.norm2, attended)).add(attended);
}
