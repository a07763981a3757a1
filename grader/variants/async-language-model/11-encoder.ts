// Every function of the language-model track is async.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { EncoderParams, TransformerParams } from '../lib/parameters';
import { attentionBlock, layerNorm } from './05-attention-block';
import { embed } from './06-transformer';

export async function encoder(
  params: EncoderParams,
  tokens: tf.Tensor2D,
  options: { readonly heads: number; readonly padding?: number | undefined },
): Promise<tf.Tensor3D> {
  const { heads, padding } = options;
  const [batch, seq] = tokens.shape;
  const x = embed(params, tokens);
  const through = (stream: tf.Tensor3D, mask?: tf.Tensor) =>
    params.blocks.reduce((before, block) => attentionBlock(block, before, { heads, mask }), stream);
  if (padding === undefined) return layerNorm(params.norm, through(x));
  const real = tf.notEqual(tokens, tf.scalar(padding, 'int32')).cast('float32'); // [batch, seq]
  const masks = tf.split(real, batch).map((keys) => keys.tile([seq, 1])); // each [seq, seq]
  const items = tf.split(x, batch).map((item, index) => through(item as tf.Tensor3D, masks[index]));
  return layerNorm(params.norm, tf.concat(items));
}

export async function meanPool(x: tf.Tensor3D, mask: tf.Tensor2D): Promise<tf.Tensor2D> {
  const sum = x.mul(mask.expandDims(-1)).sum(1); // [batch, dModel]
  return sum.div(mask.sum(1, true)) as tf.Tensor2D;
}

export async function classifier(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  options: { readonly heads: number; readonly padding: number },
): Promise<tf.Tensor2D> {
  const real: tf.Tensor2D = tf.notEqual(tokens, tf.scalar(options.padding, 'int32')).cast('float32');
  return linear(params.output, await meanPool(await encoder(params, tokens, options), real)) as tf.Tensor2D;
}

export async function maskTokens(
  tokens: tf.Tensor2D,
  uniforms: tf.Tensor2D,
  options: { readonly maskId: number; readonly rate: number },
): Promise<{ inputs: tf.Tensor2D; mask: tf.Tensor2D }> {
  const hidden = uniforms.less(options.rate);
  const inputs = tf.where<tf.Tensor2D>(hidden, tf.fill(tokens.shape, options.maskId, 'int32'), tokens);
  return { inputs, mask: hidden.cast('float32') };
}

export async function maskedLoss(logits: tf.Tensor3D, targets: tf.Tensor2D, mask: tf.Tensor2D): Promise<tf.Scalar> {
  const vocab = logits.shape[2];
  const logProbabilities = tf.logSoftmax(logits); // [batch, seq, vocab]
  const surprise = logProbabilities.mul(tf.oneHot(targets, vocab)).sum(-1).neg(); // [batch, seq]
  return surprise.mul(mask).sum().div(mask.sum().maximum(1));
}
