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
  return todo('splitHeads');
}

/**
 * Puts the heads side by side again: the exact inverse of `splitHeads`.
 *
 * @param x - [batch, heads, seq, dHead]
 * @returns [batch, seq, dModel]
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  // TODO 4b: what must happen before the reshape?
  return todo('mergeHeads');
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
  return todo('multiHeadAttention');
}
