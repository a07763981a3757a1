// Scores and softmax come from a folder with an index; constants from JSON, one helper is JavaScript.
import * as tf from '@tensorflow/tfjs';
import { attend, scoresOf, softmax } from './math';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  return softmax(scoresOf(q, k));
}
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return attend(attentionPattern(q, k), v);
}
