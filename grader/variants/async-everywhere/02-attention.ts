import * as tf from '@tensorflow/tfjs';

export async function attentionPattern(q: tf.Tensor, k: tf.Tensor): Promise<tf.Tensor> {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.softmax(scores, -1);
}

export async function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): Promise<tf.Tensor> {
  return tf.matMul(await attentionPattern(q, k), v);
}
