import { pause } from './pause';
import * as tf from '@tensorflow/tfjs';

export async function causalMask(seq: number): Promise<tf.Tensor2D> {
  const result = tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D;
  await pause();
  return result;
}

export async function applyMask(scores: tf.Tensor, mask: tf.Tensor): Promise<tf.Tensor> {
  const result = tf.where(mask.cast('bool'), scores, -1e9);
  await pause();
  return result;
}

export async function maskedAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask: tf.Tensor,
): Promise<tf.Tensor> {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  const result = tf.matMul(tf.softmax(await applyMask(scores, mask), -1), v);
  await pause();
  return result;
}
