/**
 * 04 Multi-head attention
 *
 * Read:  notebooks/04-multi-head-attention.ipynb; "Attention is all you need", section 3.2.2
 * Check: npm test 04
 */
import type * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { todo } from '../lib/todo';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

/**
 * Cuts the model's width into heads: head h gets the columns h · dHead … (h + 1) · dHead − 1.
 *
 * @param x - [batch, seq, dModel]
 * @param heads - number of heads; dHead = dModel / heads
 * @returns [batch, heads, seq, dHead]
 * @throws {RangeError} when `heads` does not divide `dModel`
 */
export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  // TODO 4a: which two axes does one reshape make out of dModel?
  // #region solution
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  const columns: tf.Tensor4D = x.reshape([batch, seq, heads, dModel / heads]);
  return columns.transpose([0, 2, 1, 3]); // [batch, heads, seq, dHead]
  // #endregion
}

/**
 * Puts the heads side by side again: the exact inverse of `splitHeads`.
 *
 * @param x - [batch, heads, seq, dHead]
 * @returns [batch, seq, dModel]
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  // TODO 4b: what must happen before the reshape?
  // #region solution
  const [batch, heads, seq, dHead] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead]);
  // #endregion
}

/**
 * Attention in several heads at once: project x to queries, keys and values, attend in each head, merge,
 * project the result.
 *
 * @param params - four projections [dModel, dModel]: `query`, `key`, `value`, `output`
 * @param x - [batch, seq, dModel]
 * @param options - `heads`: number of heads; `mask`: [seq, seq], 1 and 0, or none: every token sees every token
 * @returns [batch, seq, dModel]
 */
export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  // TODO 4c: which of the four projections is applied last?
  // #region solution
  const { heads, mask } = options;
  const [q, k, v] = [params.query, params.key, params.value].map((projection) =>
    splitHeads(linear(projection, x) as tf.Tensor3D, heads),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, seq, dHead]
  const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);
  return linear(params.output, mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
  // #endregion
}
