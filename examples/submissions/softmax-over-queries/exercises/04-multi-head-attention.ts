/**
 * 04 Multi-head attention
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
	const [batch, seq, dModel] = x.shape;
	if (dModel % heads > 0)
		throw new RangeError(`heads = ${heads}, dModel = ${dModel}: not divisible`);
	const width = dModel / heads;
	const parts: tf.Tensor3D[] = [];
	for (let h = 0; h < heads; h++) {
		parts.push(tf.slice3d(x, [0, 0, h * width], [batch, seq, width]));
	}
	return tf.stack(parts, 1) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
	const [batch, heads, seq, dHead] = x.shape;
	const parts: tf.Tensor3D[] = [];
	for (let h = 0; h < heads; h++) {
		parts.push(tf.slice4d(x, [0, h, 0, 0], [batch, 1, seq, dHead]).reshape([batch, seq, dHead]));
	}
	return tf.concat(parts, 2);
}

export function multiHeadAttention(
	params: AttentionParams,
	x: tf.Tensor3D,
	options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
	return tf.tidy(() => {
		const inHeads = [params.query, params.key, params.value].map((p) =>
			splitHeads(linear(p, x) as tf.Tensor3D, options.heads),
		);
		const [q, k, v] = inHeads as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
		const seen = options.mask ? maskedAttention(q, k, v, options.mask) : attention(q, k, v);
		return linear(params.output, mergeHeads(seen as tf.Tensor4D)) as tf.Tensor3D;
	});
}
