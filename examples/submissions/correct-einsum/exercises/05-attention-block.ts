// 05 Attention block
import * as tf from '@tensorflow/tfjs';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

/** Mean over the features of each token, as a product with a vector of 1 / dModel. */
function tokenMean(x: tf.Tensor3D): tf.Tensor3D {
  const dModel = x.shape[2];
  const weights = tf.fill([dModel], 1 / dModel);
  return tf.einsum('bsd,d->bs', x, weights).expandDims(2);
}

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const centred: tf.Tensor3D = x.sub(tokenMean(x));
  const variance = tokenMean(centred.square());
  const normalised = centred.mul(variance.add(epsilon).rsqrt());
  return tf.einsum('bsd,d->bsd', normalised, params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const { expand, contract } = params;
  const hidden = tf.relu(tf.einsum('bsd,df->bsf', x, expand.weight).add(expand.bias));
  return tf.einsum('bsf,fd->bsd', hidden, contract.weight).add(contract.bias);
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const read = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options);
  const stream: tf.Tensor3D = tf.addN([x, read]);
  return tf.addN([stream, feedForward(params.feedForward, layerNorm(params.norm2, stream))]);
}
