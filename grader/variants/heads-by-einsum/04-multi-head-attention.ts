// Projections, heads and output are einsums over weights of [dModel, heads, dHead].
import * as tf from '@tensorflow/tfjs';
import type { AttentionParams } from '../lib/parameters';
import { applyMask } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  if (x.shape[2] % heads !== 0) throw new RangeError(`${heads} heads do not divide ${x.shape[2]}`);
  const [batch, seq, dModel] = x.shape;
  return tf.einsum('bshd->bhsd', x.reshape([batch, seq, heads, dModel / heads])) as tf.Tensor4D;
}
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return tf.einsum('bhsd->bshd', x).reshape([batch, seq, heads * dHead]);
}
export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  { heads, mask }: { heads: number; mask?: tf.Tensor },
): tf.Tensor3D {
  const dModel = x.shape[2];
  const dHead = dModel / heads;
  const [q, k, v] = (['query', 'key', 'value'] as const).map((name) => {
    const weight = params[name].weight.reshape([dModel, heads, dHead]);
    return tf.einsum('bsm,mhd->bhsd', x, weight).add(params[name].bias.reshape([heads, 1, dHead]));
  }) as [tf.Tensor, tf.Tensor, tf.Tensor];
  let scores = tf.einsum('bhqd,bhkd->bhqk', q, k).div(Math.sqrt(dHead));
  if (mask) scores = applyMask(scores, mask);
  const mixed = tf.einsum('bhqk,bhkd->bhqd', tf.softmax(scores), v);
  const out = tf.einsum('bhqd,hdm->bqm', mixed, params.output.weight.reshape([heads, dHead, dModel]));
  return out.add(params.output.bias) as tf.Tensor3D;
}
