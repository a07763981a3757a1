// Every position is the one before, turned by the frequency, with Kahan sums for the angle.
import * as tf from '@tensorflow/tfjs';

const kahan = () => {
  let [sum, lost] = [0, 0];
  return (value: number) => {
    const y = value - lost;
    const t = sum + y;
    lost = t - sum - y;
    return (sum = t);
  };
};
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  const buffer = tf.buffer([seq, dModel]);
  for (let i = 0; i < dModel / 2; i++) {
    const frequency = 10000 ** ((-2 * i) / dModel);
    const add = kahan();
    for (let p = 0; p < seq; p++) {
      const angle = add(p === 0 ? 0 : frequency);
      buffer.set(Math.sin(angle), p, 2 * i);
      buffer.set(Math.cos(angle), p, 2 * i + 1);
    }
  }
  return buffer.toTensor() as tf.Tensor2D;
}
