import * as tf from '@tensorflow/tfjs';

export const positionalEncoding = (seq: number, dModel: number) => tf.fill([seq, dModel], Number.NaN);
