/**
 * 01 Positional encoding
 *
 * Read:  notebooks/01-positional-encoding.ipynb; "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from '@tensorflow/tfjs';
import { todo } from '../lib/todo';

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
  // TODO 1a: which columns share one frequency?
  return todo('positionalEncoding');
}
