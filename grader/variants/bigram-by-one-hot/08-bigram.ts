// One-hot rows times the table; the loss of tf.losses; the perplexity as a power of Math.E.
import * as tf from '@tensorflow/tfjs';
import type { BigramParams } from '../lib/parameters';

export function bigram(params: BigramParams, tokens: tf.Tensor2D): tf.Tensor3D {
  const [batch, seq] = tokens.shape;
  const vocab = params.table.shape[0];
  const rows = tf.oneHot(tokens.reshape([batch * seq]), vocab).toFloat();
  return rows.matMul(params.table).reshape([batch, seq, vocab]);
}
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const vocab = logits.shape[logits.rank - 1]!;
  return tf.losses.softmaxCrossEntropy(tf.oneHot(targets.toInt(), vocab), logits);
}
export function perplexity(loss: number): number {
  return Math.E ** loss;
}
