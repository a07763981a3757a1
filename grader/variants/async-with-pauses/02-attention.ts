import { pause } from './pause';
import * as tf from '@tensorflow/tfjs';

export async function attentionPattern(q: tf.Tensor, k: tf.Tensor): Promise<tf.Tensor> {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  const result = tf.softmax(scores, -1);
  await pause();
  return result;
}

export async function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): Promise<tf.Tensor> {
  const result = tf.matMul(await attentionPattern(q, k), v);
  await pause();
  return result;
}
