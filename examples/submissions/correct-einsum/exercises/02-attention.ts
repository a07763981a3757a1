// 02 Attention
import * as tf from '@tensorflow/tfjs';

/** The names of the leading axes, 'ab' when there are two. tfjs knows no '...' in an einsum. */
const leading = (x: tf.Tensor): string => 'abcdefgh'.slice(0, x.rank - 2);

/** q · k for every pair, over √dHead. */
export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const axes = leading(q);
  const dHead = q.shape[q.rank - 1] as number;
  const scores = tf.einsum(`${axes}qx,${axes}kx->${axes}qk`, q, k);
  return tf.softmax(tf.mul(scores, 1 / Math.sqrt(dHead)));
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const axes = leading(v);
  return tf.einsum(`${axes}qk,${axes}kv->${axes}qv`, attentionPattern(q, k), v);
}
