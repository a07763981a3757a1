// The products of attention are einsums where there are batch and heads.
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = (q.rank === 4 ? tf.einsum('bhqd,bhkd->bhqk', q, k) : tf.matMul(q, k, false, true)).div(
    Math.sqrt(dHead),
  ); // [..., queries, keys]
  return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const p = attentionPattern(q, k);
  return v.rank === 4 ? tf.einsum('bhqk,bhkv->bhqv', p, v) : tf.matMul(p, v);
}
