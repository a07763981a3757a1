// One mask [batch, 1, 1, keys] for the whole batch, which this student's own applyMask can broadcast.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { EncoderParams, TransformerParams } from '../lib/parameters';
import { attentionBlock, layerNorm } from './05-attention-block';
import { embed } from './06-transformer';
import { crossEntropy } from './08-bigram';

const realTokens = (tokens: tf.Tensor2D, padding: number) => tokens.notEqual(padding).cast('float32') as tf.Tensor2D;

export function encoder(params: EncoderParams, tokens: tf.Tensor2D, options: { heads: number; padding?: number }) {
  const { heads, padding } = options;
  const [batch, seq] = tokens.shape;
  const mask = padding === undefined ? undefined : realTokens(tokens, padding).reshape([batch, 1, 1, seq]);
  const stream = params.blocks.reduce((x, block) => attentionBlock(block, x, { heads, mask }), embed(params, tokens));
  return layerNorm(params.norm, stream);
}
export function meanPool(x: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  const pooled = tf.unstack(x).map((text, index) => {
    const weights = mask.slice([index, 0], [1, -1]);
    return weights.matMul(text as tf.Tensor2D).div(weights.sum());
  });
  return tf.concat(pooled, 0) as tf.Tensor2D;
}
export function classifier(params: TransformerParams, tokens: tf.Tensor2D, options: { heads: number; padding: number }) {
  return tf.tidy(() => {
    const x = encoder(params, tokens, options);
    return linear(params.output, meanPool(x, realTokens(tokens, options.padding)));
  });
}
export const maskTokens = (tokens: tf.Tensor2D, uniforms: tf.Tensor2D, options: { maskId: number; rate: number }) => ({
  inputs: tokens.where(uniforms.greaterEqual(options.rate), tf.onesLike(tokens).mul(tf.scalar(options.maskId, 'int32'))),
  mask: uniforms.less(options.rate).toFloat(),
});
export async function maskedLoss(logits: tf.Tensor3D, targets: tf.Tensor2D, mask: tf.Tensor2D): Promise<tf.Scalar> {
  const flags = mask.flatten().cast('bool');
  if (!flags.any().dataSync()[0]) return tf.scalar(0);
  const rows = await tf.booleanMaskAsync(logits.reshape([-1, logits.shape[2]]), flags as tf.Tensor1D);
  return crossEntropy(rows, await tf.booleanMaskAsync(targets.flatten(), flags as tf.Tensor1D));
}
