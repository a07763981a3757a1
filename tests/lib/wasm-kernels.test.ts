/** Fast kernels of products and of single numbers, each by itself, against plain TypeScript in double precision. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { arithmetic, arithmeticKernels } from '../../lib/backend/wasm/fast/arithmetic';
import { each as eachFast, functionKernels, pow } from '../../lib/backend/wasm/fast/functions';
import { matMul } from '../../lib/backend/wasm/fast/matmul';
import { at, build, draw, each, type Plain, sum as total } from './support/backend-plain';
import { ids } from './support/backend-row';
import { callFast, distance, float, special } from './support/fast-call';

const rounding = 2e-6;
describe('matMul', () => {
  const swap = (x: Plain): Plain => {
    const [rows = 0, columns = 0] = x.shape.slice(-2);
    const shape = [...x.shape.slice(0, -2), columns, rows];
    return build(shape, (...index) =>
      at(x, ...index.slice(0, -2), index.at(-1) as number, index.at(-2) as number),
    );
  };
  const product = (a: Plain, b: Plain): Plain => {
    const [m = 0, k = 0] = a.shape.slice(-2);
    const shape = [...a.shape.slice(0, -2), m, b.shape.at(-1) as number];
    return build(shape, (...index) => {
      const [batch, row, column] = [index.slice(0, -2), index.at(-2) as number, index.at(-1) as number];
      return total(k, (i) => at(a, ...batch, row, i) * at(b, ...batch, i, column));
    });
  };
  // m, k, n: below, at and above the 4 × 8 of a block, the four terms of a round, the 256 of a part, the 6,144 of packed a.
  const sizes = [
    ...[
      [1, 1, 1],
      [1, 5, 3],
      [4, 8, 8],
      [5, 3, 9],
      [7, 1, 12],
      [3, 4, 5],
      [16, 6, 17],
      [17, 9, 15],
    ],
    ...[
      [6, 258, 10],
      [259, 5, 3],
      [2, 515, 1],
      [27, 257, 9],
      [6, 4, 265],
      [100, 64, 3],
      [3, 0, 2],
      [0, 3, 2],
      [2, 3, 0],
    ],
  ] as [number, number, number][];
  test.each(sizes)('of [%i, %i] and […, %i], however it is transposed', (m, k, n) => {
    for (const batch of [[], [1], [3], [2, 2]]) {
      const [a, b] = [draw([...batch, m, k], 1), draw([...batch, k, n], 2)];
      const expected = product(a, b);
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const inputs = { a: transposeA ? swap(a) : a, b: transposeB ? swap(b) : b };
        const received = callFast(matMul, inputs, { transposeA, transposeB });
        expect(distance(received, expected), `${batch} ${transposeA} ${transposeB}`).toBeLessThan(5e-5);
      }
    }
  });

  test('keeps NaN and infinity in their rows and columns', () => {
    const a = float([1, Number.NaN, 2, 3, Number.POSITIVE_INFINITY, 1], [3, 2]);
    const b = float([1, 2, 3, 4], [2, 2]);
    const [not, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
    expect(callFast(matMul, { a, b })?.values).toEqual([not, not, 11, 16, infinite, infinite]);
  });

  test('leaves other types, other leading axes and mistakes to the usual kernel', () => {
    expect(callFast(matMul, { a: draw([2, 3], 1), b: draw([2, 3], 2) })).toBeUndefined();
    expect(callFast(matMul, { a: draw([2, 2, 3], 1), b: draw([3, 3], 2) })).toBeUndefined();
    expect(callFast(matMul, { a: draw([2, 3], 1), b: draw([3], 2) })).toBeUndefined();
    expect(callFast(matMul, { a: tf.ones([2, 2], 'int32'), b: draw([2, 2], 2) })).toBeUndefined();
  });
});

const byHand: Readonly<Record<string, (x: number, y: number) => number>> = {
  [tf.Add]: (x, y) => x + y,
  [tf.Sub]: (x, y) => x - y,
  [tf.Multiply]: (x, y) => x * y,
  [tf.RealDiv]: (x, y) => x / y,
  [tf.Maximum]: Math.max,
  [tf.Minimum]: Math.min,
  [tf.SquaredDifference]: (x, y) => Math.fround(x - y) ** 2,
};

describe.each(Object.entries(arithmeticKernels))('%s', (operation, name) => {
  const compute = byHand[operation] as (x: number, y: number) => number;
  test.each([
    ...[
      [[5], [5]],
      [[3, 5], [5]],
      [[5], [3, 5]],
      [
        [3, 1],
        [3, 5],
      ],
      [
        [3, 6],
        [3, 1],
      ],
      [[], [7]],
      [[7], []],
    ],
    ...[
      [
        [2, 1, 3],
        [4, 1],
      ],
      [
        [2, 3, 4],
        [1, 3, 1],
      ],
      [[1], [1, 1]],
      [[], []],
      [
        [2, 3, 4, 9],
        [2, 3, 1, 1],
      ],
    ],
  ] as [number[], number[]][])('of [%j] and [%j]', (shapeA, shapeB) => {
    const [a, b] = [draw(shapeA, 3), draw(shapeB, 4)];
    const shape = tf.backend_util.assertAndGetBroadcastShape(shapeA, shapeB);
    const expected = build(shape, (...index) => compute(at(a, ...index), at(b, ...index)));
    expect(distance(callFast(arithmetic(name), { a, b }), expected)).toBeLessThan(rounding);
  });

  test('treats what is not an ordinary number as JavaScript does', () => {
    const [a, b] = [float(special, [special.length, 1]), float(special)];
    const expected = a.values.flatMap((x) => b.values.map((y) => Math.fround(compute(x, y))));
    expect(callFast(arithmetic(name), { a, b })?.values).toEqual(expected);
  });

  test('leaves what broadcasts to and fro, and other types, to the usual kernel', () => {
    expect(callFast(arithmetic(name), { a: draw([4, 1, 3, 1], 1), b: draw([2, 1, 5], 2) })).toBeUndefined();
    expect(callFast(arithmetic(name), { a: ids([1, 2]), b: draw([2], 2) })).toBeUndefined();
    expect(callFast(arithmetic(name), { a: draw([0, 2], 1), b: draw([2], 2) })).toBeUndefined();
  });
});

const functions: Readonly<Record<string, (x: number) => number>> = {
  [tf.Square]: (x) => x * x,
  [tf.Sqrt]: Math.sqrt,
  [tf.Relu]: (x) => Math.max(x, 0),
};

describe.each(Object.entries(functions))('%s', (operation, compute) => {
  test.each([0, 1, 3, 4, 5, 9, 16, 37])('of %i numbers', (count) => {
    const x = float(Array.from({ length: count }, (_, i) => special[i % special.length] as number));
    const expected = x.values.map((value) => Math.fround(compute(value)));
    const name = functionKernels[operation] as 'square';
    expect(callFast(eachFast(name), { x })?.values).toEqual(expected);
  });
});

describe('exp', () => {
  const exp = eachFast('power');

  test('of all that float32 can hold, and the powers beyond it', () => {
    const x = float(Array.from({ length: 2001 }, (_, i) => -115 + i * 0.11));
    const received = callFast(exp, { x })?.values ?? [];
    const smallest = 2 ** -149;
    const off = received.map((value, i) => {
      const expected = Math.exp(x.values[i] as number);
      if (Math.fround(expected) === Number.POSITIVE_INFINITY)
        return value === Number.POSITIVE_INFINITY ? 0 : 1;
      return Math.max(0, Math.abs(value - expected) - smallest) / expected;
    });
    expect(off.length).toBe(2001);
    expect(Math.max(...off)).toBeLessThan(2.4e-7);
  });

  test('treats what is not an ordinary number as JavaScript does', () => {
    const x = float(special);
    const received = callFast(exp, { x });
    expect(distance(received, each(x, Math.exp))).toBeLessThan(2.4e-7);
    expect(received?.values[special.indexOf(0)]).toBe(1);
  });
});

test.each([2, 3])('pow with exponent %i', (exponent) => {
  const a = float([...draw([7], 1).values, ...special.filter((x) => Math.abs(x) !== 3e38)]);
  const received = callFast(pow, { a, b: float([exponent], []) });
  expect(
    distance(
      received,
      each(a, (x) => x ** exponent),
    ),
  ).toBeLessThan(rounding);
  expect(callFast(pow, { a, b: float([0.5], []) })).toBeUndefined();
});
