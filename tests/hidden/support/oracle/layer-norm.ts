import type { NormParams } from '../../../../lib/parameters';
import type { Matrix, Vector } from './matrix';
import type { Numbers } from './parameters';

const mean = (row: Vector) => row.reduce((sum, value) => sum + value, 0) / row.length;

/** gain · (x − mean) / √(variance + epsilon) + bias, row by row; the variance is that of the population. */
export function layerNorm({ gain, bias }: Numbers<NormParams>, x: Matrix, epsilon = 1e-5): Matrix {
  return x.map((row) => {
    const centred = row.map((value) => value - mean(row));
    const root = Math.sqrt(mean(centred.map((value) => value ** 2)) + epsilon);
    return centred.map(
      (value, column) => ((gain[column] ?? Number.NaN) * value) / root + (bias[column] ?? Number.NaN),
    );
  });
}
