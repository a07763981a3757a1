import type { BlockParams, FeedForwardParams } from '../../../../lib/parameters';
import { affine } from './affine';
import { layerNorm } from './layer-norm';
import { type Matrix, sum } from './matrix';
import { multiHead } from './multi-head';
import type { Numbers } from './parameters';

/** Affine, negative numbers to 0, affine. */
export function feedForward({ expand, contract }: Numbers<FeedForwardParams>, x: Matrix): Matrix {
  const hidden = affine(expand, x).map((row) => row.map((value) => Math.max(value, 0)));
  return affine(contract, hidden);
}

/** One pre-norm block on one sequence [seq, dModel]. */
export function block(params: Numbers<BlockParams>, x: Matrix, heads: number, mask?: Matrix): Matrix {
  const attended = sum(x, multiHead(params.attention, layerNorm(params.norm1, x), heads, mask));
  return sum(attended, feedForward(params.feedForward, layerNorm(params.norm2, attended)));
}
