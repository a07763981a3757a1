/**
 * 02 Attention
 */
import * as tf from '@tensorflow/tfjs';

function softmaxLastAxis(x: tf.Tensor): tf.Tensor {
  const shifted = x.sub(x.max(-1, true)); // against overflow of exp
  const e = shifted.exp();
  return e.div(e.sum(-1, true));
}

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const similarity = q.matMul(k, false, true);
  return softmaxLastAxis(similarity.div(dHead ** 0.5));
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  // weighted mean: (queries x keys) times (keys x dValue)
  return attentionPattern(q, k).matMul(v);
}
