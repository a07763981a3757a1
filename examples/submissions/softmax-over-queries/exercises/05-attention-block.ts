/**
 * 05 Attention block
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
	const stats = tf.moments(x, [-1], true);
	const std = stats.variance.add(tf.scalar(epsilon)).sqrt();
	const out = x.sub(stats.mean).div(std);
	return out.mul(params.gain).add(params.bias) as tf.Tensor3D;
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
	let h = linear(params.expand, x);
	h = tf.maximum(h, 0);
	h = linear(params.contract, h);
	return h as tf.Tensor3D;
}

export function attentionBlock(
	params: BlockParams,
	x: tf.Tensor3D,
	options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
	return tf.tidy(() => {
		const skip = x;
		const first = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
			skip,
		) as tf.Tensor3D;
		const second = feedForward(params.feedForward, layerNorm(params.norm2, first));
		return second.add(first) as tf.Tensor3D;
	});
}
