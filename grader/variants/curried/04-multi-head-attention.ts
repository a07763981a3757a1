// Factories give functions: one for each number of heads.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

const splitter =
  (heads: number) =>
  (x: tf.Tensor3D): tf.Tensor4D => {
    if (x.shape[2] % heads !== 0) throw new RangeError(`${heads} heads do not divide ${x.shape[2]}`);
    const [batch, seq, dModel] = x.shape;
    return tf.transpose(tf.reshape(x, [batch, seq, heads, dModel / heads]), [0, 2, 1, 3]);
  };
const attender = (mask?: tf.Tensor) => (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
  mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);

export const splitHeads = (x: tf.Tensor3D, heads: number) => splitter(heads)(x);
export const mergeHeads = (x: tf.Tensor4D): tf.Tensor3D =>
  x.transpose([0, 2, 1, 3]).reshape([x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]);
export const multiHeadAttention = (
  { output, ...inputs }: AttentionParams,
  x: tf.Tensor3D,
  { heads, mask }: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D => {
  const split = splitter(heads);
  const { query, key, value } = Object.fromEntries(
    Object.entries(inputs).map(([name, projection]) => [name, split(linear(projection, x) as tf.Tensor3D)]),
  ) as Record<'query' | 'key' | 'value', tf.Tensor4D>;
  return linear(output, mergeHeads(attender(mask)(query, key, value) as tf.Tensor4D)) as tf.Tensor3D;
};
