// Heads in a loop of slices; stack, split, unstack and concat in the place of reshape and transpose.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  return tf.stack(tf.split(x, heads, 2), 1) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return tf.concat(tf.unstack(x, 1), -1) as tf.Tensor3D;
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { heads, mask } = options;
  const d = x.shape[2] / heads;
  const q = linear(params.query, x),
    k = linear(params.key, x),
    v = linear(params.value, x);
  const outs: tf.Tensor[] = [];
  for (let h = 0; h < heads; h++) {
    const s = (t: tf.Tensor) => t.slice([0, 0, h * d], [-1, -1, d]);
    outs.push(mask ? maskedAttention(s(q), s(k), s(v), mask) : attention(s(q), s(k), s(v)));
  }
  return linear(params.output, tf.concat(outs, -1)) as tf.Tensor3D;
}
