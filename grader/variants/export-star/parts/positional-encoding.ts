import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`Expected dModel to be even, got ${dModel}`);
  const position = tf.range(0, seq).expandDims(1); // [seq, 1]
  const frequency = tf.pow(10000, tf.range(0, dModel, 2).div(-dModel)).expandDims(0); // [1, dModel / 2]
  const angle = tf.matMul(position, frequency); // [seq, dModel / 2]
  return tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel]);
}
