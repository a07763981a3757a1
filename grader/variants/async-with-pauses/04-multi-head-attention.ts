import { pause } from './pause';
import type * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export async function splitHeads(x: tf.Tensor3D, heads: number): Promise<tf.Tensor4D> {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  const columns: tf.Tensor4D = x.reshape([batch, seq, heads, dModel / heads]);
  const result = columns.transpose([0, 2, 1, 3]);
  await pause();
  return result;
}

export async function mergeHeads(x: tf.Tensor4D): Promise<tf.Tensor3D> {
  const [batch, heads, seq, dHead] = x.shape;
  const result = x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead]);
  await pause();
  return result;
}

export async function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): Promise<tf.Tensor3D> {
  const { heads, mask } = options;
  const [q, k, v] = (await Promise.all(
    [params.query, params.key, params.value].map((projection) =>
      splitHeads(linear(projection, x) as tf.Tensor3D, heads),
    ),
  )) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, seq, dHead]
  const mixed = await (mask ? maskedAttention(q, k, v, mask) : attention(q, k, v));
  const result = linear(params.output, await mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
  await pause();
  return result;
}
