/**
 * 02 Attention
 */
import * as tf from '@tensorflow/tfjs';

// tf.softmax only takes the last axis, this one takes any
function softmax(x: tf.Tensor, axis: number): tf.Tensor {
	const e = x.sub(x.max(axis, true)).exp(); // max: against overflow
	return e.div(e.sum(axis, true));
}

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
	const dHead = q.shape.at(-1) as number;
	const similarity = q.matMul(k, false, true).div(dHead ** 0.5);
	return softmax(similarity, similarity.rank - 2);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	// weighted mean: (queries x keys) times (keys x dValue)
	return attentionPattern(q, k).matMul(v);
}
