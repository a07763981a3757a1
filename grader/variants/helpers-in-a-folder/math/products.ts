import * as tf from '@tensorflow/tfjs';

export const scoresOf = (q: tf.Tensor, k: tf.Tensor) =>
  tf.matMul(q, k, false, true).div(Math.sqrt(q.shape.at(-1)!));
export const attend = (pattern: tf.Tensor, v: tf.Tensor) => tf.matMul(pattern, v);
