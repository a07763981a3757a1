/**
 * 01 Positional encoding
 */
import * as tf from "@tensorflow/tfjs";

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (!Number.isInteger(dModel / 2)) {
    throw new RangeError(`Expected an even dModel, got ${dModel}`);
  }
  const encoding = tf.buffer<tf.Rank.R2>([seq, dModel]);
  for (let column = 0; column < dModel; column += 2) {
    const wavelength = 10000 ** (column / dModel); // column = 2i
    for (let position = 0; position < seq; position += 1) {
      encoding.set(Math.sin(position / wavelength), position, column);
      encoding.set(Math.cos(position / wavelength), position, column + 1);
    }
  }
  return encoding.toTensor();
}
