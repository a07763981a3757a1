// Query, key and value are one product with the weights side by side.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  if (x.shape[2] % heads !== 0) throw new RangeError(`${heads} heads do not divide ${x.shape[2]}`);
  const [batch, seq, dModel] = x.shape;
  return x.reshape([batch, seq, heads, dModel / heads]).transpose([0, 2, 1, 3]) as tf.Tensor4D;
}
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, , seq] = x.shape;
  return tf.transpose(x, [0, 2, 1, 3]).reshape([batch, seq, -1]) as tf.Tensor3D;
}
export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  { heads, mask }: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { query, key, value, output } = params;
  const weight = tf.concat([query.weight, key.weight, value.weight], 1);
  const bias = tf.concat([query.bias, key.bias, value.bias]);
  const parts = tf.split(linear({ weight, bias }, x), 3, -1) as tf.Tensor3D[];
  const [q, k, v] = parts.map((part) => splitHeads(part, heads)) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const mixed = mask === undefined ? attention(q, k, v) : maskedAttention(q, k, v, mask);
  return linear(output, mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
}
