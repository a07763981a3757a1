import * as tf from '@tensorflow/tfjs';

export const positionalEncoding = (seq: number, dModel: number) =>
  tf.complex(tf.zeros([seq, dModel]), tf.zeros([seq, dModel]));
