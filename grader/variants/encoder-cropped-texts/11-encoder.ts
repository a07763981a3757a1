// Every text is cropped to its own length, encoded alone without a mask, and filled up with zeros again.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { EncoderParams, TransformerParams } from '../lib/parameters';
import { attentionBlock, layerNorm } from './05-attention-block';
import { embed } from './06-transformer';

function encodeAll(params: EncoderParams, tokens: tf.Tensor2D, heads: number): tf.Tensor3D {
  let x = embed(params, tokens);
  for (const block of params.blocks) x = attentionBlock(block, x, { heads });
  return layerNorm(params.norm, x);
}
export function encoder(params: EncoderParams, tokens: tf.Tensor2D, options: { heads: number; padding?: number }) {
  const [, seq] = tokens.shape;
  const encoded = tokens.arraySync().map((ids) => {
    const length = ids.filter((id) => id !== options.padding).length;
    const alone = tf.tensor2d([ids.slice(0, length)], [1, length], 'int32');
    return encodeAll(params, alone, options.heads).pad([[0, 0], [0, seq - length], [0, 0]]);
  });
  return tf.concat(encoded, 0) as tf.Tensor3D;
}
export function meanPool(x: tf.Tensor3D, mask: tf.Tensor2D) {
  const [batch, seq, dModel] = x.shape;
  const spread = mask.reshape([batch, seq, 1]).tile([1, 1, dModel]);
  return tf.divNoNan(tf.sum(tf.mul(x, spread), 1), tf.sum(spread, 1)) as tf.Tensor2D;
}
export function classifier(params: TransformerParams, tokens: tf.Tensor2D, options: { heads: number; padding: number }) {
  const mask = tf.where(tokens.equal(options.padding), tf.zeros(tokens.shape), tf.ones(tokens.shape)) as tf.Tensor2D;
  return linear(params.output, meanPool(encoder(params, tokens, options), mask));
}
export function maskTokens(tokens: tf.Tensor2D, uniforms: tf.Tensor2D, options: { maskId: number; rate: number }) {
  const ids = tokens.arraySync();
  const hidden = uniforms.arraySync().map((row) => row.map((uniform) => (uniform < options.rate ? 1 : 0)));
  const inputs = ids.map((row, text) => row.map((id, at) => (hidden[text]![at] ? options.maskId : id)));
  return { inputs: tf.tensor2d(inputs, tokens.shape, 'int32'), mask: tf.tensor2d(hidden, tokens.shape) };
}
export function maskedLoss(logits: tf.Tensor3D, targets: tf.Tensor2D, mask: tf.Tensor2D) {
  const count = mask.sum().dataSync()[0]!;
  if (count === 0) return logits.sum().mul(0) as tf.Scalar;
  const chosen = tf.oneHot(targets, logits.shape[2]);
  const each = logits.logSumExp(-1).sub(logits.mul(chosen).sum(-1));
  return each.mul(mask).sum().div(count) as tf.Scalar;
}
