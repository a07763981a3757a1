/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from '@tensorflow/tfjs';

/**
 * Where is each token? One row of waves per position.
 */
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) {
    throw new RangeError(`dModel must be even but it is ${dModel}`);
  }

  const rows: tf.Tensor1D[] = [];
  for (let position = 0; position < seq; position++) {
    const row: number[] = [];
    for (let i = 0; i < dModel / 2; i++) {
      const frequency = Math.pow(10000, (-2 * i) / dModel);
      row.push(Math.sin(position * frequency));
      row.push(Math.cos(position * frequency));
    }
    rows.push(tf.tensor1d(row));
  }
  return tf.stack(rows) as tf.Tensor2D;
}
