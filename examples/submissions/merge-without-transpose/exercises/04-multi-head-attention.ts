/**
 * 04 Multi-head attention
 *
 * Read:  "Attention is all you need", section 3.2.2
 * Check: npm test 04
 */
import type * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
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
	const [B, T, C] = x.shape;
	if (C % heads !== 0) throw new RangeError(`n_head ${heads} does not divide n_embd ${C}`);
	const hs = C / heads;
	// (B, T, C) -> (B, T, nh, hs) -> (B, nh, T, hs)
	return x.reshape([B, T, heads, hs]).transpose([0, 2, 1, 3]);
}

/**
 * Puts the heads side by side again: the exact inverse of `splitHeads`.
 *
 * @param x - [batch, heads, seq, dHead]
 * @returns [batch, seq, dModel]
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
	// TODO 4b: what must happen before the reshape?
	const [batch, heads, seq, dHead] = x.shape;
	return x.reshape([batch, seq, heads * dHead]);
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
	const queries = linear(params.query, x) as tf.Tensor3D;
	const keys = linear(params.key, x) as tf.Tensor3D;
	const values = linear(params.value, x) as tf.Tensor3D;

	const qHeads = splitHeads(queries, options.heads);
	const kHeads = splitHeads(keys, options.heads);
	const vHeads = splitHeads(values, options.heads);

	let result: tf.Tensor;
	if (options.mask) {
		result = maskedAttention(qHeads, kHeads, vHeads, options.mask);
	} else {
		result = attention(qHeads, kHeads, vHeads);
	}
	return linear(params.output, mergeHeads(result as tf.Tensor4D)) as tf.Tensor3D;
}
