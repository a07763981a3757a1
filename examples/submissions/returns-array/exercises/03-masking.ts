/**
 * 03 Masking
 */
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): number[][] {
	const rows: number[][] = [];
	for (let i = 0; i < seq; i++) {
		rows.push([...Array(seq).keys()].map((j) => (j > i ? 0 : 1)));
	}
	return rows;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
	// mask 1 -> adds 0, mask 0 -> adds -1e9
	return scores.add(mask.sub(1).mul(1e9));
}

export function maskedAttention(
	q: tf.Tensor,
	k: tf.Tensor,
	v: tf.Tensor,
	mask: tf.Tensor,
): tf.Tensor {
	const scale = 1 / Math.sqrt(q.shape.at(-1) as number);
	return tf.matMul(tf.softmax(applyMask(tf.matMul(q.mul(scale), k, false, true), mask)), v);
}
