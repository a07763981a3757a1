/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Where is each token? One row of waves per position.
 *
 * For position p (from 0) and i = 0, 1, … dModel / 2 − 1:
 *
 *     column 2i      sin(p · 10000^(−2i / dModel))
 *     column 2i + 1  cos(p · 10000^(−2i / dModel))
 *
 * @param seq - number of positions
 * @param dModel - width of the model, an even number
 * @returns [seq, dModel]
 * @throws {RangeError} when `dModel` is odd
 * @example positionalEncoding(1, 4).print(); // [[0, 1, 0, 1]]
 */
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  // TODO 1a: which columns share one frequency?
  if (dModel % 2 !== 0) {
    throw new RangeError("dModel must be even, got " + dModel);
  }
  const table: number[][] = [];
  for (let pos = 0; pos < seq; pos++) {
    const row: number[] = [];
    for (let col = 0; col < dModel; col++) {
      // columns 0,1 -> i=0, columns 2,3 -> i=1, ...
      const i = Math.floor(col / 2);
      const angle = pos / Math.pow(10000, (2 * i) / dModel);
      row.push(col % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
    }
    table.push(row);
  }
  return tf.tensor2d(table, [seq, dModel]);
}
