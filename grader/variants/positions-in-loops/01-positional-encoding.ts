// The encoding is computed by two loops in plain numbers.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 === 1) throw new RangeError('dModel is odd');
  const rows: number[][] = [];
  for (let p = 0; p < seq; p++) {
    const row: number[] = [];
    for (let i = 0; i < dModel / 2; i++) {
      const a = p / 10000 ** ((2 * i) / dModel);
      row.push(Math.sin(a), Math.cos(a));
    }
    rows.push(row);
  }
  return tf.tensor2d(rows, [seq, dModel]);
}
