// 03 Masking
import * as tf from '@tensorflow/tfjs';

const BLOCKED = -1e9;

export function causalMask(seq: number): tf.Tensor2D {
  const row = tf.range(0, seq, 1, 'int32').reshape([seq, 1]);
  const column = tf.range(0, seq, 1, 'int32').reshape([1, seq]);
  return tf.where(tf.lessEqual(column, row), tf.ones([seq, seq]), tf.zeros([seq, seq])) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(tf.notEqual(mask, 0), scores, tf.fill(scores.shape, BLOCKED));
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const axes = 'abcdefgh'.slice(0, q.rank - 2);
  const dHead = q.shape[q.rank - 1] as number;
  const scores = tf.einsum(`${axes}qx,${axes}kx->${axes}qk`, q, k).div(Math.sqrt(dHead));
  const pattern = tf.softmax(applyMask(scores, mask));
  return tf.einsum(`${axes}qk,${axes}kv->${axes}qv`, pattern, v);
}
