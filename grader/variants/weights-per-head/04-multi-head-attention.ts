// Weights are cut per head; the output projections of the heads are added.
import * as tf from '@tensorflow/tfjs';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  if (x.shape[2] % heads !== 0) throw new RangeError(`${heads} heads do not divide ${x.shape[2]}`);
  return tf.stack(tf.split(x, heads, -1), 1) as tf.Tensor4D;
}
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  return tf.concat(tf.unstack(x, 1), -1) as tf.Tensor3D;
}
export function multiHeadAttention(
  { query, key, value, output }: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { heads, mask } = options;
  const [batch, seq, dModel] = x.shape;
  const dHead = dModel / heads;
  const rows = x.reshape([batch * seq, dModel]) as tf.Tensor2D;
  const project = (params: { weight: tf.Tensor2D; bias: tf.Tensor1D }, head: number) => {
    const weight = params.weight
      .reshape([dModel, heads, dHead])
      .slice([0, head, 0], [-1, 1, -1])
      .squeeze([1]) as tf.Tensor2D;
    const bias = params.bias.slice([head * dHead], [dHead]);
    return rows.matMul(weight).add(bias).reshape([batch, seq, dHead]);
  };
  const results = Array.from({ length: heads }, (_, head) => {
    const [q, k, v] = [query, key, value].map((params) => project(params, head)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);
    return mixed.reshape([batch * seq, dHead]).matMul(output.weight.slice([head * dHead, 0], [dHead, -1]));
  });
  return tf.addN(results).add(output.bias).reshape(x.shape);
}
