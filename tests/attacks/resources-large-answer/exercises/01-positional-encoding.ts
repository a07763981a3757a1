import * as tf from '@tensorflow/tfjs';
export const positionalEncoding = (seq: number) => tf.zeros([seq, 40_000_000 / seq]);
