/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from '@tensorflow/tfjs'

/** Lets other work run first: large tables took a while in the notebook. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => resolve, 0)
  })
}

/** The whole table at once. */
export function encodingTable(seq: number, dModel: number): tf.Tensor2D {
  const position = tf.range(0, seq).expandDims(1)
  const frequency = tf.range(0, dModel, 2).div(dModel).mul(-Math.log(10000)).exp().expandDims(0)
  const angle = position.mul(frequency)
  return tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel])
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
export async function positionalEncoding(seq: number, dModel: number): Promise<tf.Tensor2D> {
  if (dModel % 2 !== 0) throw new RangeError(`dModel = ${dModel} is odd`)
  await breathe()
  return encodingTable(seq, dModel)
}
