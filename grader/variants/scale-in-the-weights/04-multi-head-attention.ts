// The query weights carry 1 / √dHead; scores are not divided again.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { applyMask } from './03-masking';

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
  const scale = Math.sqrt(heads / x.shape[2]);
  const scaled = {
    weight: params.query.weight.mul(scale) as tf.Tensor2D,
    bias: params.query.bias.mul(scale) as tf.Tensor1D,
  };
  const [q, k, v] = [scaled, params.key, params.value].map((projection) =>
    splitHeads(linear(projection, x) as tf.Tensor3D, heads),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, seq, dHead]
  const scores = tf.matMul(q, k, false, true);
  const pattern = tf.softmax(mask ? applyMask(scores, mask) : scores);
  const mixed = pattern.matMul(v);
  return linear(params.output, mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
}
