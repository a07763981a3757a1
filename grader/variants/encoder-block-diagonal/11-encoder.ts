// All texts behind each other in one long sequence, under a mask that keeps each text to itself.
import * as tf from '@tensorflow/tfjs';
import type { EncoderParams, TransformerParams } from '../lib/parameters';
import { attentionBlock, layerNorm } from './05-attention-block';
import { embed } from './06-transformer';

export function encoder(
  params: EncoderParams,
  tokens: tf.Tensor2D,
  { heads, padding }: { heads: number; padding?: number },
): tf.Tensor3D {
  const [batch, seq] = tokens.shape;
  const text = tf.range(0, batch).reshape([batch, 1]).tile([1, seq]).flatten();
  const together = text.expandDims(1).equal(text.expandDims(0)).toFloat();
  const real = tokens.flatten().notEqual(padding ?? -1).toFloat();
  const mask = together.mul(real.expandDims(0));
  let stream = embed(params, tokens).reshape([1, batch * seq, -1]) as tf.Tensor3D;
  for (const block of params.blocks) stream = attentionBlock(block, stream, { heads, mask });
  return layerNorm(params.norm, stream).reshape([batch, seq, stream.shape[2]]);
}
export function meanPool(x: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  // Weights that sum to 1, as a pattern of attention has them: [batch, 1, seq] times [batch, seq, dModel].
  const weights = mask.div(mask.sum(1, true)).expandDims(1);
  return tf.matMul(weights, x).squeeze([1]);
}
export function classifier(params: TransformerParams, tokens: tf.Tensor2D, options: { heads: number; padding: number }) {
  const mask = tf.sub(1, tokens.equal(options.padding).toFloat()) as tf.Tensor2D;
  const pooled = meanPool(encoder(params, tokens, options), mask);
  return pooled.matMul(params.output.weight).add(params.output.bias);
}
export function maskTokens(tokens: tf.Tensor2D, uniforms: tf.Tensor2D, { maskId, rate }: { maskId: number; rate: number }) {
  const mask = tf.less(uniforms, rate).toInt();
  const inputs = tokens.mul(tf.sub(tf.scalar(1, 'int32'), mask)).add(mask.mul(tf.scalar(maskId, 'int32')));
  return { inputs: inputs.toInt(), mask: mask.toFloat() };
}
export function maskedLoss(logits: tf.Tensor3D, targets: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  const vocab = logits.shape[2];
  const weights = mask.flatten();
  const rows = tf.oneHot(targets.flatten(), vocab).mul(weights.expandDims(1));
  const total = tf.logSoftmax(logits.reshape([-1, vocab])).mul(rows).sum();
  return total.neg().div(tf.maximum(weights.sum(), 1)) as tf.Scalar;
}
