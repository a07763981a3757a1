/**
 * 01 Positional encoding
 */
import * as tf from '@tensorflow/tfjs';

/** Angle of position p in the i-th pair of columns. */
function angle(p: number, i: number, dModel: number): number {
	return p * 10000 ** ((-2 * i) / dModel);
}

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
	if (dModel % 2 !== 0) throw new RangeError(`dModel = ${dModel} is odd`);
	const pairs = [...Array(dModel / 2).keys()];
	const rows = [...Array(seq).keys()].map((p) =>
		pairs.flatMap((i) => [Math.sin(angle(p, i, dModel)), Math.cos(angle(p, i, dModel))]),
	);
	return tf.tensor2d(rows, [seq, dModel]);
}
