// Every function of the language-model track is async.
import * as tf from '@tensorflow/tfjs';
import type { BigramParams } from '../lib/parameters';

export async function bigram(params: BigramParams, tokens: tf.Tensor2D): Promise<tf.Tensor3D> {
  return tf.gather<tf.Tensor>(params.table, tokens) as tf.Tensor3D;
}

export async function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): Promise<tf.Scalar> {
  const vocab = logits.shape.at(-1) as number;
  const logProbabilities = tf.logSoftmax(logits.reshape([-1, vocab])); // [targets, vocab]
  // Places in a flat list; as int32, for float32 cannot count beyond 2²⁴.
  const rows = tf.range(0, targets.size, 1, 'int32').mul(tf.scalar(vocab, 'int32'));
  const picked = tf.gather(logProbabilities.flatten(), rows.add(targets.flatten()));
  return picked.mean<tf.Scalar>().neg();
}

export async function perplexity(loss: number): Promise<number> {
  return Math.exp(loss);
}
