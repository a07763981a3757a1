/** Rows of the table of conformance: operations that pick, move, repeat or choose elements. */
import * as tf from '@tensorflow/tfjs';
import { type Operation, operation } from './conformance-case';

const all = 'float32 special int32 large bool string';
const numbers = 'float32 special int32 large bool';

const one = (
  name: string,
  kinds: string,
  shapes: readonly string[],
  run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[],
) => operation(name, kinds, shapes, run as Operation['run']);

const ids = (values: readonly number[], shape: readonly number[] = [values.length]) =>
  tf.tensor([...values], [...shape], 'int32');

const ranks = [
  '[1]',
  '[0]',
  '[7]',
  '[3,5]',
  '[2,0,3]',
  '[2,3,5]',
  '[2,1,3,2]',
  '[2,1,2,3,2]',
  '[1,2,1,2,1,3]',
  '[19,33]',
];
const filled = ranks.filter((shape) => !shape.includes('0'));
const matrices = ['[3,5]', '[1,4]', '[4,1]', '[2,0]', '[2,3,4]', '[2,1,3,2]'];

const forms: readonly Operation[] = [
  one('reshape', all, ranks, (x) => x.reshape([-1, x.shape[0] || 1])),
  one('flatten', all, ['[]', ...ranks], (x) => x.flatten()),
  one('expandDims', all, ['[]', ...ranks], (x) => [x.expandDims(0), x.expandDims(-1)]),
  one('squeeze', all, ranks, (x) => x.squeeze()),
  one('transpose', all, ['[]', ...ranks], (x) => x.transpose()),
  one('transpose of the last two', all, matrices, (x) => {
    const axes = x.shape.map((_, axis) => axis);
    return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
  }),
  one(
    'transpose [0,2,1,3]',
    numbers,
    ['[2,3,4,5]', '[1,3,1,2]', '[2,0,3,1]', '[2,15,4,8]', '[2,3,2,17]'],
    (x) => x.transpose([0, 2, 1, 3]),
  ),
  one('transpose, first axis to the end', numbers, ['[3,5]', '[2,3,4]', '[2,1,3,2]', '[2,3,1,2,2]'], (x) =>
    x.transpose([...x.shape.map((_, axis) => axis).slice(1), 0]),
  ),
];

const pieces: readonly Operation[] = [
  one('slice', all, filled, (x) => x.slice(x.shape.map((size) => Math.floor(size / 2)))),
  one('slice of the front', all, ranks, (x) => x.slice(0, Math.min(1, x.shape[0] as number))),
  one('slice of nothing', numbers, ['[7]', '[3,5]', '[2,3,4]'], (x) => x.slice(1, 0)),
  one('slice along the last axis', numbers, matrices.slice(0, 3), (x) => x.slice([0, 0], [-1, 1])),
  one('stridedSlice, step 2', 'float32 special int32 large bool', filled.slice(0, 5), (x) =>
    tf.stridedSlice(
      x,
      x.shape.map(() => 0),
      x.shape,
      x.shape.map(() => 2),
    ),
  ),
  one('stridedSlice, backwards', 'float32 int32 bool', ['[7]', '[3,5]'], (x) =>
    tf.stridedSlice(
      x,
      x.shape.map(() => -1),
      x.shape.map((size) => -size - 1),
      x.shape.map(() => -1),
    ),
  ),
  one('stridedSlice, an axis shrinks', 'float32 int32', ['[3,5]', '[2,3,4]'], (x) =>
    tf.stridedSlice(x, [1, 0], [2, 4], [1, 1], 0, 0, 0, 0, 1),
  ),
  one('split in parts', all, ['[4]', '[2,3]', '[6,0]', '[2,1,3]'], (x) => tf.split(x, 2)),
  one('split along the last axis', all, ['[3,4]', '[2,1,4]', '[1,4]'], (x) => tf.split(x, [1, 3], -1)),
  one('unstack', all, ['[3]', '[1,2]', '[3,5]', '[2,3,2]', '[2,0]'], (x) => tf.unstack(x)),
  one('unstack, axis -1', all, ['[3]', '[2,1]', '[3,5]', '[2,3,2]'], (x) => tf.unstack(x, -1)),
];

const joints: readonly Operation[] = [
  operation('concat, axis 0', all, ['[3] [1]', '[2,3] [1,3]', '[0] [2]', '[2,1,3] [1,1,3]'], (...x) =>
    tf.concat(x, 0),
  ),
  operation('concat, axis -1', all, ['[3] [1]', '[2,3] [2,1]', '[2,0] [2,2]', '[2,1,3] [2,1,1]'], (...x) =>
    tf.concat(x, -1),
  ),
  operation('concat of three, axis 1', numbers, ['[2,3] [2,1] [2,2]', '[2,1,3] [2,2,3] [2,0,3]'], (...x) =>
    tf.concat(x, 1),
  ),
  operation('concat of one', numbers, ['[3]', '[2,3]'], (...x) => tf.concat(x, 0)),
  operation('stack', all, ['[] []', '[3] [3]', '[2,3] [2,3]', '[0] [0]'], (...x) => tf.stack(x)),
  operation('stack, axis -1', all, ['[3] [3] [3]', '[2,3] [2,3]', '[2,1,2] [2,1,2]'], (...x) =>
    tf.stack(x, -1),
  ),
];

const repetitions: readonly Operation[] = [
  one('tile', all, ranks, (x) => x.tile(x.shape.map((_, axis) => (axis % 2) + 1))),
  one('tile to nothing', 'float32 int32', ['[3]', '[2,3]'], (x) => x.tile(x.shape.map(() => 0))),
  one('broadcastTo', numbers, ['[]', '[1]', '[3,1]', '[1,3]', '[2,1,3]'], (x) =>
    tf.broadcastTo(x, [2, ...x.shape.map((size) => (size === 1 ? 4 : size))]),
  ),
  one('pad', 'float32 special int32 large', ['[7]', '[3,5]', '[2,1,3]', '[2,1,3,1]', '[0]'], (x) =>
    tf.pad(
      x,
      x.shape.map((_, axis) => [axis, 1] as [number, number]),
      3,
    ),
  ),
  one('pad of bool', 'bool', ['[7]', '[3,5]', '[2,1,3]'], (x) =>
    tf.pad(
      x,
      x.shape.map(() => [1, 2] as [number, number]),
      1,
    ),
  ),
  one('mirrorPad', 'float32 int32', ['[7]', '[3,5]'], (x) =>
    tf.mirrorPad(
      x,
      x.shape.map(() => [1, 2] as [number, number]),
      'reflect',
    ),
  ),
  one('reverse', 'float32 special int32 large bool', ranks, (x) => x.reverse()),
  one('reverse, axis -1', 'float32 special int32 large bool', ranks, (x) => x.reverse(-1)),
];

const lookups: readonly Operation[] = [
  one('gather', all, ['[3]', '[3,5]', '[11,33]', '[3,1]', '[3,2,4]', '[3,1,2,2]'], (x) =>
    tf.gather(x, ids([2, 0, 2, 1]) as tf.Tensor1D),
  ),
  one('gather by a matrix', all, ['[3]', '[3,5]', '[11,33]', '[3,2,4]'], (x) =>
    tf.gather(x, ids([2, 0, 2, 1], [2, 2])),
  ),
  one('gather along the last axis', all, ['[3]', '[2,3]', '[2,1,3]', '[2,2,1,3]'], (x) =>
    tf.gather(x, ids([2, 0, 2, 1]), -1),
  ),
  one('gather of nothing', 'float32 int32', ['[3]', '[3,5]'], (x) => tf.gather(x, ids([]))),
  one('gather by one number', 'float32 int32 bool', ['[3]', '[3,5]', '[3,2,2]'], (x) =>
    tf.gather(x, tf.scalar(1, 'int32')),
  ),
  one('gather, batchDims 1', 'float32 special int32 large bool', ['[2,3]', '[2,3,4]'], (x) =>
    tf.gather(x, ids([2, 0, 1, 1], [2, 2]), 1, 1),
  ),
  one('gather out of bounds', 'float32 int32', ['[3]', '[3,5]', '[2,1,2]'], (x) =>
    tf.gather(x, ids([0, 5, 1])),
  ),
  one('gather below 0', 'float32 int32', ['[3]', '[3,5]'], (x) => tf.gather(x, ids([0, -1, 1]))),
  one('gatherND', 'float32 special int32 large', ['[3,5]', '[3,2,2]'], (x) =>
    tf.gatherND(x, ids([2, 0, 1, 1], [2, 2])),
  ),
  one('scatterND', 'float32 int32', ['[3]', '[3,5]', '[3,2,2]'], (x) =>
    tf.scatterND(ids([4, 0, 4], [3, 1]), x, [5, ...x.shape.slice(1)]),
  ),
  one('tensorScatterUpdate', 'float32 int32', ['[3]', '[3,5]'], (x) =>
    tf.tensorScatterUpdate(tf.zeros([5, ...x.shape.slice(1)], x.dtype), ids([4, 0, 2], [3, 1]), x),
  ),
  one('unsortedSegmentSum', 'float32 int32', ['[4]', '[4,3]', '[4,1,2]'], (x) =>
    tf.unsortedSegmentSum(x, ids([2, 0, 2, 1]) as tf.Tensor1D, 4),
  ),
  one('linalg.bandPart', 'float32 int32', ['[3,5]', '[1,4]', '[2,3,3]', '[2,1,3,2]'], (x) =>
    tf.linalg.bandPart(x, -1, 0),
  ),
  one('diag', 'float32 int32', ['[3]', '[1]', '[2,2]'], (x) => tf.diag(x)),
];

const mask = (size: number) => tf.range(0, size, 1, 'int32').mod(tf.scalar(2, 'int32')).cast('bool');

const choices: readonly Operation[] = [
  operation(
    'where',
    'float32 special int32 large bool',
    ['[4] [4]', '[3,4] [3,4]', '[2,3,4] [2,3,4]', '[3,4] [4]', '[3,1] [4]', '[2,1,4] [3,1]', '[4] []'],
    (a, b) => tf.where(mask(4), a as tf.Tensor, b as tf.Tensor),
  ),
  operation('where, a mask of NaN', 'special', ['[7]', '[3,5]'], (x) =>
    tf.where(tf.isNaN(x as tf.Tensor), 0, x as tf.Tensor),
  ),
  operation('where with -Infinity', 'float32 int32', ['[3,4]', '[2,3,4]', '[1,4]'], (x) =>
    tf.where(mask(4), x as tf.Tensor, Number.NEGATIVE_INFINITY),
  ),
  operation('where, then softmax', 'float32', ['[3,4]', '[2,3,4]'], (x) =>
    tf.softmax(tf.where(mask(4), x as tf.Tensor, -1e9)),
  ),
  operation('equal of words', 'string', ['[3] [3]', '[2,3] [3]'], (a, b) =>
    tf.equal(a as tf.Tensor, b as tf.Tensor),
  ),
  operation('oneHot', 'int32', ['[]', '[3]', '[1]', '[0]', '[2,3]', '[2,1,2]'], (x) => [
    tf.oneHot((x as tf.Tensor).abs() as tf.Tensor1D, 4),
    tf.oneHot(x as tf.Tensor1D, 4, 0.5, -0.5, 'float32'),
    tf.oneHot(x as tf.Tensor1D, 4, 1, 0, 'bool'),
  ]),
];

export const moveRows: readonly Operation[] = [
  ...[...forms, ...pieces, ...joints, ...repetitions, ...lookups, ...choices],
];
