/** Rows of the table of operations: matMul and einsum. */
import * as tf from '@tensorflow/tfjs';
import { at, build, einsum, type Plain, sum } from './backend-plain';
import { type Row, row } from './backend-row';

interface Product {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly out: readonly number[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** A matrix product by its definition; `at` broadcasts the leading axes. */
function matMul(title: string, { a, b, out, transposeA = false, transposeB = false }: Product): Row {
  const inner = a.at(transposeA ? -2 : -1) as number;
  const plain = (x: Plain, y: Plain) =>
    build(out, (...index) => {
      const [batch, row, column] = [index.slice(0, -2), index.at(-2) as number, index.at(-1) as number];
      return sum(inner, (k) => {
        const left = transposeA ? at(x, ...batch, k, row) : at(x, ...batch, row, k);
        return left * (transposeB ? at(y, ...batch, column, k) : at(y, ...batch, k, column));
      });
    });
  return row(
    `matMul ${title}`,
    [a, b],
    (x, y) => tf.matMul(x, y, transposeA, transposeB),
    plain as Row['plain'],
  );
}

function einsumRow(equation: string, ...inputs: number[][]): Row {
  return row(
    `einsum ${equation}`,
    inputs,
    (...x) => tf.einsum(equation, ...x),
    (...x) => einsum(equation, ...x),
  );
}

export const productRows: readonly Row[] = [
  row(
    'conv1d of width 1',
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, 'same'),
    (x, filter) => build([2, 3, 5], (b, t, f) => sum(4, (d) => at(x, b, t, d) * at(filter, 0, d, f))),
  ),
  row(
    'conv1d of width 2',
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, 'valid'),
    (x, filter) =>
      build([2, 2, 5], (b, t, f) => sum(2, (w) => sum(4, (d) => at(x, b, t + w, d) * at(filter, w, d, f)))),
  ),
  row(
    'conv1d of width 1, every second token',
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 2, 'valid'),
    (x, filter) => build([2, 2, 5], (b, t, f) => sum(4, (d) => at(x, b, 2 * t, d) * at(filter, 0, d, f))),
  ),
  matMul('of two matrices', { a: [2, 3], b: [3, 4], out: [2, 4] }),
  matMul('aᵀ b', { a: [3, 2], b: [3, 4], out: [2, 4], transposeA: true }),
  matMul('a bᵀ', { a: [2, 3], b: [4, 3], out: [2, 4], transposeB: true }),
  matMul('aᵀ bᵀ', { a: [3, 2], b: [4, 3], out: [2, 4], transposeA: true, transposeB: true }),
  matMul('of batches', { a: [2, 3, 4], b: [2, 4, 5], out: [2, 3, 5] }),
  matMul('of batches, aᵀ', { a: [2, 4, 3], b: [2, 4, 5], out: [2, 3, 5], transposeA: true }),
  matMul('of queries and keys', { a: [2, 3, 4, 2], b: [2, 3, 5, 2], out: [2, 3, 4, 5], transposeB: true }),
  matMul('of pattern and values', { a: [2, 3, 4, 5], b: [2, 3, 5, 2], out: [2, 3, 4, 2] }),
  matMul('[b, s, d] · [d, f]', { a: [2, 3, 4], b: [4, 5], out: [2, 3, 5] }),
  matMul('[b, s, d] · [f, d]ᵀ', { a: [2, 3, 4], b: [5, 4], out: [2, 3, 5], transposeB: true }),
  matMul('[b, d, s]ᵀ · [d, f]', { a: [2, 4, 3], b: [4, 5], out: [2, 3, 5], transposeA: true }),
  matMul('[b, s, d] · [1, d, f]', { a: [2, 3, 4], b: [1, 4, 5], out: [2, 3, 5] }),
  matMul('[s, s] · [b, s, d]', { a: [3, 3], b: [2, 3, 4], out: [2, 3, 4] }),
  matMul('[s, t] · [b, d, t]ᵀ', { a: [5, 3], b: [2, 4, 3], out: [2, 5, 4], transposeB: true }),
  matMul('of batches [2, 3] × [2, 1]', { a: [2, 3, 2, 4], b: [2, 1, 4, 5], out: [2, 3, 2, 5] }),
  matMul('of batches [2, 1] × [1, 2]', { a: [2, 1, 3, 4], b: [1, 2, 4, 5], out: [2, 2, 3, 5] }),
  matMul('of batches [2, 1] × [3], aᵀ bᵀ', {
    ...{ a: [2, 1, 4, 5], b: [3, 2, 4], out: [2, 3, 5, 2] },
    ...{ transposeA: true, transposeB: true },
  }),
  einsumRow('ij,jk->ik', [2, 3], [3, 4]),
  einsumRow('bsd,df->bsf', [2, 3, 4], [4, 5]),
  einsumRow('bhqd,bhkd->bhqk', [2, 3, 4, 2], [2, 3, 5, 2]),
  einsumRow('bhqk,bkhd->bqhd', [2, 3, 4, 5], [2, 5, 3, 2]),
  einsumRow('bsd,dhk->bhsk', [2, 3, 4], [4, 2, 5]),
  einsumRow('i,j->ij', [3], [4]),
  einsumRow('i,i->', [4], [4]),
  einsumRow('ij,jk->k', [2, 3], [3, 4]),
  einsumRow('ij,k->j', [2, 3], [4]),
  einsumRow('bsd->db', [2, 3, 4]),
  einsumRow('ij->', [2, 3]),
];
