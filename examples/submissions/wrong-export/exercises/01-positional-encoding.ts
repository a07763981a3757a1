/**
 * 01 Positional encoding
 */
import * as tf from "@tensorflow/tfjs";

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
    if (dModel % 2 !== 0) {
        throw new RangeError("dModel must be even, got " + dModel);
    }
    const table: number[][] = [];
    for (let pos = 0; pos < seq; pos++) {
        const row: number[] = [];
        for (let col = 0; col < dModel; col++) {
            // columns 0,1 -> i=0, columns 2,3 -> i=1, ...
            const i = Math.floor(col / 2);
            const angle = pos / Math.pow(10000, (2 * i) / dModel);
            row.push(col % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
        }
        table.push(row);
    }
    return tf.tensor2d(table, [seq, dModel]);
}
