import * as tf from '@tensorflow/tfjs';

export const positionalEncoding = () => Object.assign(tf.zeros([1]), { shape: Array(100_000).fill(1) });
