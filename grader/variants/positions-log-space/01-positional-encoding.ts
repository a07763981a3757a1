// Frequencies by repeated division in log space: each is the one before minus a step.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  const step = (2 * Math.log(10000)) / dModel;
  const logs: number[] = [];
  for (let i = 0, log = 0; i < dModel / 2; i++, log -= step) logs.push(log);
  const frequency = tf.tensor1d(logs).exp();
  const angle = tf.outerProduct(tf.range(0, seq), frequency);
  return tf.stack([tf.sin(angle), tf.cos(angle)], 2).reshape([seq, -1]) as tf.Tensor2D;
}
