/** Rows of the table of operations: those that pick, move or repeat elements. */
import * as tf from '@tensorflow/tfjs';
import { at, build, type Plain, sum } from './backend-plain';
import { ids, type Row, row } from './backend-row';

// Tokens repeat, so that a row of an embedding gets the sum of several gradients.
const tokens = [4, 0, 4, 1, 1, 4];

const picks: readonly Row[] = [
  row(
    'gather, 1-d indices',
    [[5, 3]],
    (x) => tf.gather(x, ids(tokens)),
    (x) => build([6, 3], (i, d) => at(x, tokens[i] as number, d)),
  ),
  row(
    'gather, 2-d indices',
    [[5, 3]],
    (x) => tf.gather(x, ids(tokens, [2, 3])),
    (x) => build([2, 3, 3], (b, s, d) => at(x, tokens[b * 3 + s] as number, d)),
  ),
  row(
    'gather along the last axis',
    [[2, 3, 5]],
    (x) => tf.gather(x, ids(tokens), -1),
    (x) => build([2, 3, 6], (i, j, k) => at(x, i, j, tokens[k] as number)),
  ),
  row(
    'gather, 2-d indices, axis 1',
    [[2, 5, 3]],
    (x) => tf.gather(x, ids(tokens, [2, 3]), 1),
    (x) => build([2, 2, 3, 3], (i, b, s, d) => at(x, i, tokens[b * 3 + s] as number, d)),
  ),
  row(
    'gather, batchDims = 1',
    [[2, 5, 3]],
    (x) => tf.gather(x, ids(tokens, [2, 3]), 1, 1),
    (x) => build([2, 3, 3], (b, s, d) => at(x, b, tokens[b * 3 + s] as number, d)),
  ),
  row(
    'gather of one number per row, batchDims = 1',
    [[2, 5]],
    (x) => tf.gather(x, ids([3, 2], [2, 1]), 1, 1),
    (x) => build([2, 1], (b) => at(x, b, [3, 2][b] as number)),
  ),
  row(
    'gather, batchDims = 1, axis 2',
    [[2, 3, 5, 2]],
    (x) => tf.gather(x, ids(tokens, [2, 3]), 2, 1),
    (x) => build([2, 3, 3, 2], (b, i, s, d) => at(x, b, i, tokens[b * 3 + s] as number, d)),
  ),
  row(
    'gatherND',
    [[5, 3]],
    (x) => tf.gatherND(x, ids([4, 0, 2, 1, 4, 0], [3, 2])),
    (x) => build([3], (i) => at(x, [4, 2, 4][i] as number, [0, 1, 0][i] as number)),
  ),
  row(
    'scatterND',
    [[3, 2]],
    (x) => tf.scatterND(ids([4, 0, 4], [3, 1]), x, [5, 2]),
    (x) => build([5, 2], (i, j) => sum(3, (k) => ([4, 0, 4][k] === i ? at(x, k, j) : 0))),
  ),
  row(
    'topk, values',
    [[3, 5]],
    (x) => tf.topk(x, 2).values,
    (x) => build([3, 2], (i, k) => sorted(x, i)[k] as number),
  ),
];

function sorted(x: Plain, i: number): number[] {
  return Array.from({ length: 5 }, (_, j) => at(x, i, j)).sort((a, b) => b - a);
}

const pieces: readonly Row[] = [
  row(
    'stack',
    [
      [2, 3],
      [2, 3],
    ],
    (x, y) => tf.stack([x, y], 1),
    (x, y) => build([2, 2, 3], (i, k, j) => at(k === 0 ? x : y, i, j)),
  ),
  row(
    'unstack',
    [[2, 3]],
    (x) => tf.unstack(x, 1)[2] as tf.Tensor,
    (x) => build([2], (i) => at(x, i, 2)),
  ),
  row(
    'unstack of one',
    [[1, 3]],
    (x) => tf.unstack(x)[0] as tf.Tensor,
    (x) => build([3], (i) => at(x, 0, i)),
  ),
  row(
    'split in equal parts',
    [[2, 6]],
    (x) => tf.split(x, 3, -1)[1] as tf.Tensor,
    (x) => build([2, 2], (i, j) => at(x, i, j + 2)),
  ),
  row(
    'split in one part',
    [[2, 3]],
    (x) => tf.split(x, 1)[0] as tf.Tensor,
    (x) => x,
  ),
  row(
    'split by sizes',
    [[5, 2]],
    (x) => tf.split(x, [1, 4])[1] as tf.Tensor,
    (x) => build([4, 2], (i, j) => at(x, i + 1, j)),
  ),
  row(
    'concat',
    [
      [2, 3],
      [2, 1],
    ],
    (x, y) => tf.concat([x, y], -1),
    (x, y) => build([2, 4], (i, j) => (j < 3 ? at(x, i, j) : at(y, i, 0))),
  ),
  row(
    'slice',
    [[4, 5]],
    (x) => tf.slice(x, [1, 2], [2, -1]),
    (x) => build([2, 3], (i, j) => at(x, i + 1, j + 2)),
  ),
];

const strides: readonly Row[] = [
  row(
    'stridedSlice, backwards along one axis',
    [[4, 5]],
    (x) => tf.stridedSlice(x, [0, 4], [4, 0], [2, -1]),
    (x) => build([2, 4], (i, j) => at(x, 2 * i, 4 - j)),
  ),
  row(
    'stridedSlice with a new axis',
    [[4, 5]],
    (x) => tf.stridedSlice(x, [0, 1, 0], [0, 4, 5], [1, 2, 3], 0, 0, 0, 1),
    (x) => build([1, 2, 2], (_, i, j) => at(x, 1 + 2 * i, 3 * j)),
  ),
  row(
    'reverse',
    [[2, 3, 4]],
    (x) => tf.reverse(x, [0, -1]),
    (x) => build([2, 3, 4], (i, j, k) => at(x, 1 - i, j, 3 - k)),
  ),
];

const shapes: readonly Row[] = [
  row(
    'expandDims',
    [[2, 3]],
    (x) => tf.expandDims(x, 1),
    (x) => build([2, 1, 3], (i, _, j) => at(x, i, j)),
  ),
  row(
    'reshape and transpose, as in splitHeads',
    [[2, 3, 8]],
    (x) => x.reshape([2, 3, 4, 2]).transpose([0, 2, 1, 3]),
    (x) => build([2, 4, 3, 2], (b, h, s, d) => at(x, b, s, 2 * h + d)),
  ),
  row(
    'tile',
    [[2, 3]],
    (x) => tf.tile(x, [3, 2]),
    (x) => build([6, 6], (i, j) => at(x, i % 2, j % 3)),
  ),
  row(
    'tile of rank 5',
    [[2, 1, 2, 1, 2]],
    (x) => tf.tile(x, [1, 2, 2, 3, 1]),
    (x) => build([2, 2, 4, 3, 2], (i, _, k, __, m) => at(x, i, 0, k % 2, 0, m)),
  ),
  row(
    'broadcastTo',
    [[3, 1, 2]],
    (x) => tf.broadcastTo(x, [2, 3, 4, 2]),
    (x) => build([2, 3, 4, 2], (...index) => at(x, ...index)),
  ),
  row(
    'pad',
    [[2, 3]],
    (x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        5,
      ),
    (x) => build([3, 5], (i, j) => (i > 0 && j < 3 ? at(x, i - 1, j) : 5)),
  ),
];

export const pickRows: readonly Row[] = [...picks, ...pieces, ...strides, ...shapes];
