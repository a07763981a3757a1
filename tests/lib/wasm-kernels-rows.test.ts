/** Fast kernels of rows, sums and moves, each by itself, against plain TypeScript in double precision. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { select } from '../../lib/backend/wasm/fast/functions';
import { fastModule, type WasmBackend } from '../../lib/backend/wasm/fast/module';
import { gather, segmentSum, tile, transpose } from '../../lib/backend/wasm/fast/moves';
import { softmax, softmaxGradient } from '../../lib/backend/wasm/fast/softmax';
import { mean, sum } from '../../lib/backend/wasm/fast/sums';
import { at, build, draw, each, eachRow, indices, type Plain, sum as total } from './support/backend-plain';
import { ids } from './support/backend-row';
import { callFast, distance, float } from './support/fast-call';

/** Of sums of up to 700 terms between -2 and 2. */
const rounding = 5e-6;

describe.each([
  ['sum', sum],
  ['mean', mean],
] as const)('%s', (name, fast) => {
  const reduce = (x: Plain, axes: readonly number[]): number[] => {
    const sums = new Map<string, number>();
    indices(x.shape).forEach((index, flat) => {
      const key = index.filter((_, axis) => !axes.includes(axis)).join();
      sums.set(key, (sums.get(key) ?? 0) + (x.values[flat] as number));
    });
    const terms = name === 'mean' ? x.values.length / sums.size : 1;
    return [...sums.values()].map((value) => value / terms);
  };
  test.each([
    ...[
      [[7], [0]],
      [[3, 5], [0]],
      [[3, 5], [1]],
      [
        [3, 5],
        [0, 1],
      ],
      [[2, 3, 4], [0]],
      [[2, 3, 4], [1]],
    ],
    ...[
      [[2, 3, 4], [2]],
      [
        [2, 3, 17],
        [0, 1],
      ],
      [
        [2, 3, 4],
        [1, 2],
      ],
      [[1, 3, 1, 4], [1]],
      [
        [4, 1, 3],
        [0, 2],
      ],
    ],
    ...[
      [[2, 300, 19], [1]],
      [[2, 700], [1]],
      [[5, 1], [1]],
      [[1, 1], [0]],
      [[], []],
    ],
  ] as [number[], number[]][])('of %j over %j', (shape, axis) => {
    const x = draw(shape, 5);
    const kept = shape.map((size, place) => (axis.includes(place) ? 1 : size));
    const left = shape.filter((_, place) => !axis.includes(place));
    const values = reduce(x, axis);
    expect(distance(callFast(fast, { x }, { axis }), { shape: left, values })).toBeLessThan(rounding);
    const received = callFast(fast, { x }, { axis, keepDims: true });
    expect(distance(received, { shape: kept, values })).toBeLessThan(rounding);
  });

  test('leaves axes that are no neighbours, and nothing at all, to the usual kernel', () => {
    expect(callFast(fast, { x: draw([2, 3, 4], 1) }, { axis: [0, 2] })).toBeUndefined();
    expect(callFast(fast, { x: draw([0, 3], 1) }, { axis: [0] })).toBeUndefined();
    expect(callFast(fast, { x: ids([1, 2]) }, { axis: [0] })).toBeUndefined();
  });
});

describe('softmax', () => {
  const byRow = (x: Plain) =>
    eachRow(x, (row) => {
      const most = Math.max(...row);
      const powers = row.map((value) => Math.exp(value - most));
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    });
  test.each([1, 2, 3, 4, 5, 8, 15, 130])('of rows of %i', (width) => {
    const x = each(draw([3, width], 6), (value) => Math.fround(value * 20));
    expect(distance(callFast(softmax, { logits: x }, { dim: 1 }), byRow(x))).toBeLessThan(3e-7);
    const far = each(x, (value) => Math.fround(value + 1000));
    expect(distance(callFast(softmax, { logits: far }, { dim: 1 }), byRow(far))).toBeLessThan(3e-7);
  });

  test.each([1, 2, 3, 4, 5, 6])('writes nothing behind rows of %i', (width) => {
    const backend = tf.backend() as WasmBackend;
    for (const rows of [1, 2, 3, 4, 5]) {
      const from = backend.wasm._malloc(400);
      const numbers = new Float32Array(backend.wasm.asm.memory.buffer, from, 100).fill(7);
      fastModule(backend)?.kernels.softmax(from, from + 200, rows, width);
      expect([...numbers.slice(50 + rows * width)].every((value) => value === 7)).toBe(true);
      expect(numbers[50 + rows * width - 1]).toBeCloseTo(1 / width);
      backend.wasm._free(from);
    }
  });

  test('gives what is masked exactly 0, and NaN where there is nothing to share out', () => {
    const [none, not, all] = [Number.NEGATIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY];
    const rows = [
      [
        [none, 3, none, none, none],
        [0, 1, 0, 0, 0],
      ],
      [
        [-1e9, 3, -1e9, 3, -1e9],
        [0, 0.5, 0, 0.5, 0],
      ],
      [
        [-1e9, -1e9, -1e9, -1e9, -1e9],
        [0.2, 0.2, 0.2, 0.2, 0.2],
      ],
      [
        [none, none, none, none, none],
        [not, not, not, not, not],
      ],
      [
        [1, 2, 3, 4, not],
        [not, not, not, not, not],
      ],
      [
        [all, 2, 3, 4, 5],
        [not, not, not, not, not],
      ],
      [
        [0, -100, 0, none, -88],
        [0.5, 0, 0.5, 0, 0],
      ],
    ] as [number[], number[]][];
    const logits = float(
      rows.flatMap(([row]) => row),
      [rows.length, 5],
    );
    const expected = float(rows.flatMap(([, row]) => row));
    expect(callFast(softmax, { logits }, { dim: 1 })?.values).toEqual(expected.values);
  });

  test.each([1, 3, 4, 15])('has the gradient of rows of %i', (width) => {
    const [dy, y] = [draw([5, width], 7), byRow(draw([5, width], 8))];
    const shared = build([5], (row) => total(width, (i) => at(dy, row, i) * at(y, row, i)));
    const expected = build([5, width], (row, i) => at(y, row, i) * (at(dy, row, i) - at(shared, row)));
    expect(distance(callFast(softmaxGradient, { dy, y }), expected)).toBeLessThan(rounding);
  });
});

describe('numbers that move', () => {
  test.each([
    ...[
      [
        [3, 5],
        [1, 0],
      ],
      [
        [2, 3, 4],
        [0, 2, 1],
      ],
      [
        [2, 3, 4, 5],
        [0, 2, 1, 3],
      ],
      [
        [2, 3, 4, 5],
        [3, 2, 1, 0],
      ],
    ],
    ...[
      [
        [2, 3, 4, 5],
        [0, 1, 2, 3],
      ],
      [
        [2, 3, 4, 5],
        [0, 2, 3, 1],
      ],
      [
        [1, 3, 1],
        [2, 1, 0],
      ],
      [[7], [0]],
    ],
    ...[
      [
        [2, 2, 3, 2, 3],
        [3, 4, 0, 1, 2],
      ],
      [
        [1, 1],
        [1, 0],
      ],
    ],
  ] as [number[], number[]][])('transpose of %j by %j', (shape, perm) => {
    const x = draw(shape, 9);
    const expected = build(
      perm.map((axis) => shape[axis] as number),
      (...index) => at(x, ...shape.map((_, axis) => index[perm.indexOf(axis)] as number)),
    );
    expect(callFast(transpose, { x }, { perm })).toEqual(expected);
  });

  test.each([
    ...[
      [[3], [2]],
      [
        [1, 3],
        [4, 1],
      ],
      [
        [3, 1],
        [1, 5],
      ],
      [
        [2, 3],
        [2, 1],
      ],
      [
        [2, 3],
        [3, 2],
      ],
      [
        [1, 1],
        [2, 3],
      ],
    ],
    ...[
      [
        [1, 4, 1, 3],
        [2, 1, 5, 1],
      ],
      [
        [2, 3],
        [1, 1],
      ],
    ],
  ] as [number[], number[]][])('tile of %j, %j times', (shape, reps) => {
    const x = draw(shape, 10);
    const expected = build(
      shape.map((size, axis) => size * (reps[axis] as number)),
      (...index) => at(x, ...index.map((place, axis) => place % (shape[axis] as number))),
    );
    expect(callFast(tile, { x }, { reps })).toEqual(expected);
  });

  test('tile of one mask for every batch item', () => {
    const x = tf.tensor([1, 0, 1], [1, 3], 'bool');
    const received = callFast(tile, { x }, { reps: [2, 1] });
    expect(received).toEqual({ shape: [2, 3], values: [1, 0, 1, 1, 0, 1] });
    expect(callFast(tile, { x }, { reps: [1, 2] })).toEqual({ shape: [1, 6], values: [1, 0, 1, 1, 0, 1] });
    expect(callFast(tile, { x: x.reshape([3, 1]) }, { reps: [1, 2] })).toBeUndefined();
  });

  test('gather of rows', () => {
    const x = draw([4, 5], 11);
    const attrs = { axis: 0, batchDims: 0 };
    const expected = build([2, 3, 5], (i, j, k) =>
      at(
        x,
        [
          [3, 0, 3],
          [1, 2, 0],
        ][i]?.[j] as number,
        k,
      ),
    );
    expect(callFast(gather, { x, indices: ids([3, 0, 3, 1, 2, 0], [2, 3]) }, attrs)).toEqual(expected);
    for (const wrong of [-1, 4])
      expect(callFast(gather, { x, indices: ids([wrong]) }, attrs)).toBeUndefined();
  });

  test.each([1, 3, 4, 6])('segment sum of rows of %i', (width) => {
    const x = draw([6, width], 12);
    const places = [2, 0, 2, -1, 9, 2];
    const expected = build([3, width], (row, column) =>
      total(6, (i) => (places[i] === row ? at(x, i, column) : 0)),
    );
    const received = callFast(segmentSum, { x, segmentIds: ids(places) }, { numSegments: 3 });
    expect(distance(received, expected)).toBeLessThan(rounding);
  });

  test.each([1, 4, 7])('where, for %i numbers', (count) => {
    const [t, e] = [draw([count], 13), float(Array(count).fill(Number.NaN))];
    const bits = [1, 0, 1, 1, 0, 0, 1].slice(0, count);
    const condition = tf.tensor(bits, [count], 'bool');
    const expected = t.values.map((value, i) => (bits[i] ? value : Number.NaN));
    expect(callFast(select, { condition, t, e })?.values).toEqual(expected);
  });
});
