// The encoding in a Float64Array, rounded once at the end.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  const table = new Float64Array(seq * dModel);
  table.forEach((_, at) => {
    const [position, column] = [Math.floor(at / dModel), at % dModel];
    const angle = position * Math.pow(10000, -(column & ~1) / dModel);
    table[at] = column & 1 ? Math.cos(angle) : Math.sin(angle);
  });
  return tf.tensor2d(Float32Array.from(table), [seq, dModel]);
}
