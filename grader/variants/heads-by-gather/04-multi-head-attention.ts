// Heads are gathered by the numbers of their columns, and put back by the inverse order.
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
  const dHead = dModel / heads;
  const picked = Array.from({ length: heads }, (_, head) =>
    tf.gather(x, tf.range(head * dHead, (head + 1) * dHead, 1, 'int32'), 2),
  );
  return tf.concat(
    picked.map((each) => each.expandDims(1)),
    1,
  ) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  const rows = x.reshape([batch, heads * seq, dHead]);
  const order = Array.from({ length: heads * seq }, (_, at) => (at % heads) * seq + Math.floor(at / heads));
  return tf.gather(rows, tf.tensor1d(order, 'int32'), 1).reshape([batch, seq, heads * dHead]);
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
