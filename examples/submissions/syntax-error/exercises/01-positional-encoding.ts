/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from '@tensorflow/tfjs';

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
  if (dModel & 1) throw new RangeError(`odd dModel: ${dModel}`);
  const out = new Float32Array(seq * dModel);
  for (let p = 0; p < seq; p++) {
    for (let i = 0; i < dModel / 2; i++) {
      const omega = 10000 ** ((-2 * i) / dModel);
      out[p * dModel + 2 * i] = Math.sin(p * omega);
      out[p * dModel + 2 * i + 1] = Math.cos(p * omega);
    }
  }
  return tf.tensor2d(out, [seq, dModel]);
}
