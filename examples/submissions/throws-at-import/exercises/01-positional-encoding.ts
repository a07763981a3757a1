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
  if (dModel % 2)
    throw new RangeError(`dModel must be divisible by 2 (is ${dModel})`);
  const positions = tf.range(0, seq) as tf.Tensor1D;
  const exponents = tf.range(0, dModel / 2).mul(-2 / dModel);
  const frequencies = tf.pow(tf.scalar(10000), exponents) as tf.Tensor1D;
  const angles = tf.outerProduct(positions, frequencies);
  const sines = tf.sin(angles).expandDims(2);
  const cosines = tf.cos(angles).expandDims(2);
  // [seq, dModel/2, 2] -> the last two axes are read pair by pair: sin cos sin cos ...
  return tf.concat([sines, cosines], 2).reshape([seq, dModel]);
}
