// 01 Positional encoding
import * as tf from '@tensorflow/tfjs';

/** sin in the even columns, cos in the odd ones; columns 2i and 2i + 1 share a frequency. */
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) {
    throw new RangeError(`positionalEncoding needs an even dModel, not ${dModel}`);
  }
  const even = tf.range(0, dModel, 2); // 0, 2, 4, … = 2i
  const frequencies = tf.exp(even.mul(-Math.log(10_000) / dModel));
  const angles = tf.einsum('p,i->pi', tf.range(0, seq), frequencies);
  const parity = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const waves = tf.stack([tf.sin(angles), tf.cos(angles)]); // [2, seq, dModel / 2]
  return tf.einsum('wpi,wc->pic', waves, parity).reshape([seq, dModel]);
}
