// Sine and cosine are interleaved by padding each with zeros and adding.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  const pairs = dModel / 2;
  const angle = tf
    .linspace(0, seq - 1, seq)
    .reshape([seq, 1])
    .div(tf.pow(10000, tf.range(0, pairs).mul(2).div(dModel)));
  const sine = angle
    .sin()
    .expandDims(2)
    .pad([
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  const cosine = angle
    .cos()
    .expandDims(2)
    .pad([
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
  return sine.add(cosine).reshape([seq, dModel]);
}
