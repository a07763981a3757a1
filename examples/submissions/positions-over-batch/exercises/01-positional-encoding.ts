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
  if (dModel % 2 === 1) throw new RangeError(`dModel has to be even, but is ${dModel}`);
  // in torch: pe[:, 0::2] = sin(pos * div), pe[:, 1::2] = cos(pos * div)
  const pos = tf.range(0, seq).reshape([seq, 1]);
  const div = tf.exp(tf.range(0, dModel, 2).mul(-Math.log(10000) / dModel));
  const arg = pos.mul(div); // (T, C / 2)
  return tf.stack([tf.sin(arg), tf.cos(arg)], 2).reshape([seq, dModel]);
}
