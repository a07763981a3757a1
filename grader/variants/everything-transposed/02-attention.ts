// Keys times queries, and values times pattern, turned around at the end.
import * as tf from '@tensorflow/tfjs';

const turned = (x: tf.Tensor): tf.Tensor => {
  const axes = [...x.shape.keys()];
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
};
export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const scores = turned(tf.matMul(k, turned(q)));
  return tf.softmax(scores.mul(1 / Math.sqrt(q.shape.at(-1)!)));
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return turned(tf.matMul(v, attentionPattern(q, k), true, true));
}
