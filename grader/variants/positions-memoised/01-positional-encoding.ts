// Remembers the numbers of the longest encoding of each width and cuts from it.
import * as tf from '@tensorflow/tfjs';

const known = new Map<number, number[][]>();
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  let rows = known.get(dModel);
  if (!rows) known.set(dModel, (rows = []));
  while (rows.length < seq) {
    const p = rows.length;
    rows.push(
      Array.from({ length: dModel / 2 }, (_, i) => p / 10000 ** ((2 * i) / dModel)).flatMap((a) => [
        Math.sin(a),
        Math.cos(a),
      ]),
    );
  }
  return tf.tensor2d(rows.slice(0, seq), [seq, dModel]);
}
