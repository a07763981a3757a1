import * as tf from '@tensorflow/tfjs';

const sizes = [-4, Number.NaN, 2.5, '6', null, {}];
export function positionalEncoding(seq: number, dModel: number) {
  return Object.assign(tf.zeros([seq, dModel]), { shape: [sizes[seq % sizes.length], dModel] });
}
