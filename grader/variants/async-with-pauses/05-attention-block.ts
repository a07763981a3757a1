import { pause } from './pause';
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export async function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): Promise<tf.Tensor3D> {
  const { mean, variance } = tf.moments(x, -1, true); // [batch, seq, 1]
  const result = x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
  await pause();
  return result;
}

export async function feedForward(params: FeedForwardParams, x: tf.Tensor3D): Promise<tf.Tensor3D> {
  const result = linear(params.contract, linear(params.expand, x).relu()) as tf.Tensor3D;
  await pause();
  return result;
}

export async function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): Promise<tf.Tensor3D> {
  const attended = (
    await multiHeadAttention(params.attention, await layerNorm(params.norm1, x), options)
  ).add(x);
  const result = (await feedForward(params.feedForward, await layerNorm(params.norm2, attended))).add(
    attended,
  );
  await pause();
  return result;
}
