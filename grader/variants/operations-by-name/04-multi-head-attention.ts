import { type Tensor, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: Tensor3D, heads: number): Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  const columns: Tensor4D = x.reshape([batch, seq, heads, dModel / heads]);
  return columns.transpose([0, 2, 1, 3]); // [batch, heads, seq, dHead]
}

export function mergeHeads(x: Tensor4D): Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead]);
}

export function multiHeadAttention(
  params: AttentionParams,
  x: Tensor3D,
  options: { heads: number; mask?: Tensor | undefined },
): Tensor3D {
  const { heads, mask } = options;
  const [q, k, v] = [params.query, params.key, params.value].map((projection) =>
    splitHeads(linear(projection, x) as Tensor3D, heads),
  ) as [Tensor4D, Tensor4D, Tensor4D]; // [batch, heads, seq, dHead]
  const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);
  return linear(params.output, mergeHeads(mixed as Tensor4D)) as Tensor3D;
}
