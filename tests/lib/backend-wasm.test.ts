/**
 * Where the wasm backend as shipped gives wrong numbers without a word. The expected numbers are worked by hand;
 * every backend has to give them.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { ids, startAllBackends } from './support/backend-row';

const backends = await startAllBackends();
const usual = tf.getBackend();
afterAll(() => tf.setBackend(usual));

const bools = (...values: number[]) => tf.tensor1d(values, 'bool');
const ints = (...values: number[]) => ids(values);
const grid = () => ids([0, 1, 2, 3, 4, 5], [2, 3]) as tf.Tensor;

interface Case {
  readonly operation: string;
  readonly run: () => tf.Tensor;
  readonly dtype: tf.DataType;
  readonly values: readonly number[];
}

const cases: readonly Case[] = [
  {
    operation: 'gather of another batch item',
    run: () => tf.gather(grid(), ids([2, 0, 2, 1], [2, 2]), 1, 1),
    ...{ dtype: 'int32', values: [2, 0, 5, 4] },
  },
  {
    operation: 'stridedSlice of int32',
    run: () => tf.stridedSlice(grid(), [0, 0], [2, 3], [1, 2]),
    ...{ dtype: 'int32', values: [0, 2, 3, 5] },
  },
  {
    operation: 'stridedSlice of bool',
    run: () => tf.stridedSlice(grid().greater(2), [0, 0], [2, 3], [1, 2]),
    ...{ dtype: 'bool', values: [0, 0, 1, 1] },
  },
  {
    operation: 'oneHot, float32',
    run: () => tf.oneHot(ints(1, 0), 2, 1, 0, 'float32'),
    ...{ dtype: 'float32', values: [0, 1, 1, 0] },
  },
  {
    operation: 'clipByValue of int32',
    run: () => tf.clipByValue(ints(-3, 0, 7), -1, 2),
    ...{ dtype: 'int32', values: [-1, 0, 2] },
  },
  {
    operation: 'cast of float32 to bool',
    run: () => tf.cast([0, 0.5, 3, -1], 'bool'),
    ...{ dtype: 'bool', values: [0, 1, 1, 1] },
  },
  {
    operation: 'cast of int32 to bool and back',
    run: () => ints(0, 3, 256).cast('bool').cast('int32'),
    ...{ dtype: 'int32', values: [0, 1, 1] },
  },
  {
    operation: 'cumsum of int32, axis -1',
    run: () => tf.cumsum(grid(), -1),
    ...{ dtype: 'int32', values: [0, 1, 3, 3, 7, 12] },
  },
  {
    operation: 'cumprod, axis -1',
    run: () => tf.cumprod(grid().cast('float32'), -1),
    ...{ dtype: 'float32', values: [0, 0, 0, 3, 12, 60] },
  },
  {
    operation: 'reverse of bool',
    run: () => tf.reverse(bools(1, 0, 0, 1, 1)),
    ...{ dtype: 'bool', values: [1, 1, 0, 0, 1] },
  },
  {
    operation: 'matMul of int32',
    run: () => tf.matMul(grid(), grid(), false, true),
    ...{ dtype: 'int32', values: [5, 14, 14, 50] },
  },
  {
    operation: 'where of bool',
    run: () => tf.where(bools(1, 0, 1), bools(0, 0, 1), bools(1, 1, 0)),
    ...{ dtype: 'bool', values: [0, 1, 1] },
  },
  {
    operation: 'where of int32 and float32',
    run: () => tf.where(bools(1, 0), ints(3, 4), -0.5).cast('float32'),
    ...{ dtype: 'float32', values: [3, -0.5] },
  },
  {
    operation: 'NaN through maximum',
    run: () => tf.maximum([[1], [2]], [Number.NaN, 0]),
    ...{ dtype: 'float32', values: [Number.NaN, 1, Number.NaN, 2] },
  },
  {
    operation: 'NaN through clipByValue',
    run: () => tf.clipByValue([Number.NaN, -5, 0.5], -1, 1),
    ...{ dtype: 'float32', values: [Number.NaN, -1, 0.5] },
  },
  {
    operation: 'NaN through relu6',
    run: () => tf.relu6([Number.NaN, 7]),
    ...{ dtype: 'float32', values: [Number.NaN, 6] },
  },
  {
    operation: 'unsortedSegmentSum drops ids outside',
    run: () => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4, 8]), ints(0, 2, 0, -1), 3),
    ...{ dtype: 'float32', values: [5, 0, 2] },
  },
];

describe.each(backends)('%s', (backend) => {
  test.each(cases.map((one) => [one.operation, one] as const))('%s', async (_operation, one) => {
    await tf.setBackend(backend);
    const result = one.run();
    expect(result.dtype).toBe(one.dtype);
    expect([...result.dataSync()].map(Number)).toEqual(one.values);
  });

  test('an infinite slope does no harm to what was not chosen', async () => {
    await tf.setBackend(backend);
    // The slope of the root is infinite at 0, and 0 times infinity would be NaN.
    const root = (x: tf.Tensor) =>
      tf
        .where(bools(1), tf.zeros([1]), x)
        .sqrt()
        .sum();
    expect([
      ...tf
        .grad(root)(tf.tensor1d([5]))
        .dataSync(),
    ]).toEqual([0]);
  });

  test('borrowed kernels leave nothing behind', async () => {
    await tf.setBackend(backend);
    const work = () => tf.tidy(() => cases.forEach(({ run }) => void run()));
    work();
    const before = tf.memory();
    const held = [tf.findBackend('cpu'), tf.backend()].map((one) => one.numDataIds());
    work();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect([tf.findBackend('cpu'), tf.backend()].map((one) => one.numDataIds())).toEqual(held);
  });

  test('einsum refuses what it cannot do', async () => {
    await tf.setBackend(backend);
    expect(() => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([4, 5]))).toThrow();
    expect(() => tf.einsum('ij->ijk', tf.ones([2, 3]))).toThrow();
  });
});
