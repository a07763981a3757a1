import * as tf from '@tensorflow/tfjs';
import constants from './constants.json';
import { attend, scoresOf, softmax } from './math/index';
import { lowerTriangle } from './triangle.js';

export function causalMask(seq: number): tf.Tensor2D {
  return tf.tensor2d(lowerTriangle(seq));
}
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, constants.blocked);
}
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return attend(softmax(applyMask(scoresOf(q, k), mask)), v);
}
