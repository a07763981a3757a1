import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number) {
  const numbers = {
    *[Symbol.iterator]() {
      for (let count = 0; count < 5_000_000; count += 1) yield count;
    },
  };
  return Object.assign(tf.zeros([seq, dModel]), { dataSync: () => numbers });
}
