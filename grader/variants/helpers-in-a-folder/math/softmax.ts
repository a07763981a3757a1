import * as tf from '@tensorflow/tfjs';

export const softmax = (scores: tf.Tensor) => tf.softmax(scores, scores.rank - 1);
