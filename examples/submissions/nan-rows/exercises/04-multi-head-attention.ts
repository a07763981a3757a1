/**
 * 04 Multi-head attention
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const dModel = x.shape[2];
  if (dModel % heads !== 0) {
    throw new RangeError(`cannot cut ${dModel} columns into ${heads} heads`);
  }
  const slices = tf.split(x, heads, 2); // heads times [batch, seq, dHead]
  return tf.stack(slices, 1) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [B, nh, T, hs] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([B, T, nh * hs]); // side by side again
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { heads, mask } = options;
  const project = (p: AttentionParams['query']) => splitHeads(linear(p, x) as tf.Tensor3D, heads);
  const [q, k, v] = [project(params.query), project(params.key), project(params.value)] as const;
  const perHead = mask === undefined ? attention(q, k, v) : maskedAttention(q, k, v, mask);
  const merged = mergeHeads(perHead as tf.Tensor4D);
  return linear(params.output, merged) as tf.Tensor3D;
}
