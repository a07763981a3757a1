/**
 * 01 Positional encoding
 */
import * as tf from "@tensorflow/tfjs";

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2)
    throw new RangeError(`dModel must be divisible by 2 (is ${dModel})`);
  const positions = tf.range(0, seq) as tf.Tensor1D;
  const exponents = tf.range(0, dModel / 2).mul(-2 / dModel);
  const frequencies = tf.pow(tf.scalar(10000), exponents) as tf.Tensor1D;
  const angles = tf.outerProduct(positions, frequencies) as tf.Tensor2D; // [seq, dModel/2]
  return tf.concat([tf.sin(angles), tf.cos(angles)], 1); // [seq, dModel]
}
