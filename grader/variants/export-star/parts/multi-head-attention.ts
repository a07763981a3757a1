import type * as tf from '@tensorflow/tfjs';
import { linear } from '../../lib/linear';
import type { AttentionParams } from '../../lib/parameters';
import { attention } from '.';
import { maskedAttention } from '.';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  const columns: tf.Tensor4D = x.reshape([batch, seq, heads, dModel / heads]);
  return columns.transpose([0, 2, 1, 3]); // [batch, heads, seq, dHead]
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead]);
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { heads, mask } = options;
  const [q, k, v] = [params.query, params.key, params.value].map((projection) =>
    splitHeads(linear(projection, x) as tf.Tensor3D, heads),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, seq, dHead]
  const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);
  return linear(params.output, mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
}
