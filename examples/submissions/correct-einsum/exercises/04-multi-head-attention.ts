// 04 Multi-head attention
import * as tf from '@tensorflow/tfjs';
import type { AttentionParams, LinearParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

/** [batch, seq, dModel] -> [batch, heads, seq, dHead] */
export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`heads must divide dModel: ${dModel} / ${heads} is no integer`);
  }
  return tf.einsum('bshd->bhsd', x.reshape([batch, seq, heads, dModel / heads])) as tf.Tensor4D;
}

/** [batch, heads, seq, dHead] -> [batch, seq, dModel] */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return tf.einsum('bhsd->bshd', x).reshape([batch, seq, heads * dHead]);
}

const project = ({ weight, bias }: LinearParams, x: tf.Tensor): tf.Tensor3D =>
  tf.einsum('bsm,mn->bsn', x, weight).add(bias);

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const q = splitHeads(project(params.query, x), options.heads);
  const k = splitHeads(project(params.key, x), options.heads);
  const v = splitHeads(project(params.value, x), options.heads);
  const attended = options.mask ? maskedAttention(q, k, v, options.mask) : attention(q, k, v);
  return project(params.output, mergeHeads(attended as tf.Tensor4D));
}
