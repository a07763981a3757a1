// All leading axes become one before each product, and come back after it.
import * as tf from '@tensorflow/tfjs';

const flat = (x: tf.Tensor) => x.reshape([-1, ...x.shape.slice(-2)]) as tf.Tensor3D;

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const lead = q.shape.slice(0, -2);
  const scores = tf.matMul(flat(q), flat(k), false, true);
  const scaled = scores.mul(tf.scalar(q.shape[q.rank - 1]!).rsqrt());
  return tf.softmax(scaled).reshape([...lead, q.shape.at(-2)!, k.shape.at(-2)!]);
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const mixed = tf.matMul(flat(attentionPattern(q, k)), flat(v));
  return mixed.reshape([...q.shape.slice(0, -1), v.shape.at(-1)!]);
}
