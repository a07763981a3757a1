import * as tf from '@tensorflow/tfjs';

let reads = 0;
export function positionalEncoding(seq: number, dModel: number) {
  return Object.assign(tf.zeros([seq, dModel]), {
    dataSync: () => new Float32Array(seq * dModel).fill((reads += 1)),
  });
}
