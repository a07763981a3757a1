/**
 * 06 Transformer
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export function embed(
	params: Pick<TransformerParams, 'embedding'>,
	tokens: tf.Tensor2D,
): tf.Tensor3D {
	const [batch, seq] = tokens.shape;
	const dModel = params.embedding.shape[1];
	const flatTokens = tokens.reshape([-1]) as tf.Tensor1D;
	const looked: tf.Tensor3D = params.embedding.gather(flatTokens).reshape([batch, seq, dModel]);
	return looked.mul(dModel ** 0.5).add(positionalEncoding(seq, dModel));
}

export function transformer(
	params: TransformerParams,
	tokens: tf.Tensor2D,
	config: TransformerConfig,
): tf.Tensor3D {
	const T = tokens.shape[1];
	const mask = tf.tensor2d(causalMask(T));
	let x = embed(params, tokens);
	for (const block of params.blocks) {
		x = attentionBlock(block, x, { heads: config.heads, mask });
	}
	x = layerNorm(params.norm, x); // ln_f
	return linear(params.output, x) as tf.Tensor3D;
}
