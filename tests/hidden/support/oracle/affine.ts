import type { LinearParams } from '../../../../lib/parameters';
import { type Matrix, plus, product } from './matrix';
import type { Numbers } from './parameters';

/** Each row times the weight, plus the bias. */
export function affine({ weight, bias }: Numbers<LinearParams>, x: Matrix): Matrix {
  return product(x, weight).map((row) => plus(row, bias));
}
