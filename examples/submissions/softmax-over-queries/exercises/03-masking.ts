/**
 * 03 Masking
 */
import * as tf from '@tensorflow/tfjs';

export function causalMask(seq: number): tf.Tensor2D {
	// ones on the diagonal, summed downwards: once a 1, always a 1
	return tf.eye(seq).cumsum(0) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
	const veryNegative = tf.onesLike(scores).mul(-1e30);
	return tf.where(mask.greater(0.5), scores, veryNegative);
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
