/**
 * 01 Positional encoding
 *
 * Read:  "Attention is all you need", section 3.5
 * Check: npm test 01
 */
import * as tf from "@tensorflow/tfjs";

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
    if (!Number.isInteger(dModel / 2)) {
        throw new RangeError(`Expected an even dModel, got ${dModel}`);
    }
    const encoding = tf.buffer<tf.Rank.R2>([seq, dModel]);
    for (let column = 0; column < dModel; column += 2) {
        const wavelength = 10000 ** (column / dModel); // column = 2i
        for (let position = 0; position < seq; position += 1) {
            encoding.set(Math.sin(position / wavelength), position, column);
            encoding.set(Math.cos(position / wavelength), position, column + 1);
        }
    }
    return encoding.toTensor();
}
