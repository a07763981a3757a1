// Frequencies by exp and log; cosine as a shifted sine.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2) throw new RangeError(`odd ${dModel}`);
  const c = tf.range(0, dModel);
  const w = c
    .div(2)
    .floor()
    .mul(2)
    .mul(-Math.log(10000) / dModel)
    .exp();
  return tf
    .range(0, seq)
    .expandDims(1)
    .mul(w)
    .add(c.mod(2).mul(Math.PI / 2))
    .sin() as tf.Tensor2D;
}
