/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from "@tensorflow/tfjs";

/** Angle of position p in the i-th pair of columns. */
function angle(p: number, i: number, dModel: number): number {
  return p * 10000 ** ((-2 * i) / dModel);
}

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
  if (dModel % 2 !== 0) throw new RangeError(`dModel = ${dModel} is odd`);
  const pairs = [...Array(dModel / 2).keys()];
  const rows = [...Array(seq).keys()].map((p) =>
    pairs.flatMap((i) => [
      Math.sin(angle(p, i, dModel)),
      Math.cos(angle(p, i, dModel)),
    ]),
  );
  return tf.tensor2d(rows, [seq, dModel]);
}
