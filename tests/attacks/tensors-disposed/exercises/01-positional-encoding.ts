import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number) {
  const gone = tf.zeros([seq, dModel]);
  gone.dispose();
  return gone;
}
