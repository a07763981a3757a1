/**
 * The kernels that are made for gradients, and the gradients without them: TensorFlow.js's own on cpu, and the plain
 * ones of ours, which a gradient of a gradient goes through.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fused } from '../../lib/backend/gradients/fused';
import { draw } from './support/backend-plain';
import { startAllBackends, toTensor } from './support/backend-row';

beforeAll(startAllBackends);
afterEach(() => tf.setBackend('wasm'));

type Operation = (...x: tf.Tensor[]) => tf.Tensor;

/** Numbers from 0.5 up, for roots and divisors. */
const inputs = (shapes: readonly number[][]) =>
  shapes.map((shape, seed) =>
    tf.tidy(() =>
      toTensor(draw(shape, seed + 1))
        .abs()
        .add(0.5),
    ),
  );

/** The gradients of Σ weight · result², in every input; and, of their sum, again. */
async function slopes(backend: string, operation: Operation, shapes: readonly number[][]) {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const x = inputs(shapes);
    const weighted: Operation = (...y) => {
      const result = operation(...y);
      return result
        .square()
        .mul(toTensor(draw(result.shape, 99)))
        .sum();
    };
    const first = tf.grads(weighted)(x);
    const second = tf.grads((...y: tf.Tensor[]) =>
      tf.addN(
        tf
          .grads(weighted)(y)
          .map((slope) => slope.square().sum()),
      ),
    );
    return [...first, ...second(x)].map((slope) => ({ shape: slope.shape, values: [...slope.dataSync()] }));
  });
}

const layerNorm: Operation = (x, gain, bias) => {
  const { mean, variance } = tf.moments(x as tf.Tensor, -1, true);
  const normal = (x as tf.Tensor).sub(mean).div(variance.add(1e-5).sqrt());
  return normal.mul(gain as tf.Tensor).add(bias as tf.Tensor);
};

const rows = [
  [5, 7],
  [5, 1],
];
const columns = [[2, 3, 19], [19]];
const middle = [
  [2, 3, 5],
  [2, 1, 5],
];
const apart = [
  [2, 3, 5],
  [1, 3, 1],
]; // the axes to sum over are no neighbours
const crossed = [
  [4, 1],
  [1, 6],
];
const pairs = [rows, columns, middle, apart, crossed, [[7], []], [[], [3, 3]], [[1], [1]]];
const axes = [undefined, [0], [1], [2], [0, 2], [-1], [1, 2]];

const cases: [string, Operation, readonly number[][]][] = [
  ...pairs.flatMap((shapes): typeof cases => {
    const named = (name: string) => `${name} of ${shapes.map((shape) => `[${shape}]`).join(' ')}`;
    return [
      [named('mul'), tf.mul as Operation, shapes],
      [named('div'), tf.div as Operation, shapes],
      [named('sub'), tf.sub as Operation, shapes],
      [named('add'), tf.add as Operation, shapes],
    ];
  }),
  ...axes.flatMap((axis): typeof cases => [
    [`sum over ${axis}`, (x) => tf.sum(x as tf.Tensor, axis), [[2, 3, 5]]],
    [`sum over ${axis}, kept`, (x) => tf.sum(x as tf.Tensor, axis, true), [[2, 3, 5]]],
    [`mean over ${axis}`, (x) => tf.mean(x as tf.Tensor, axis), [[2, 3, 5]]],
    [`mean over ${axis}, kept`, (x) => tf.mean(x as tf.Tensor, axis, true), [[2, 3, 5]]],
  ]),
  ['sqrt', (x) => tf.sqrt(x as tf.Tensor), [[3, 13]]],
  ['square', (x) => tf.square(x as tf.Tensor), [[3, 13]]],
  ['relu', (x) => tf.relu((x as tf.Tensor).sub(1)).square(), [[3, 13]]],
  ['softmax', (x) => tf.softmax(x as tf.Tensor).mul(x as tf.Tensor), [[3, 5]]],
  ['moments, as in layer norm', layerNorm, [[2, 3, 9], [9], [9]]],
];

test.each(cases)('the gradients of %s are those of cpu', async (_name, operation, shapes) => {
  const [wasm, cpu] = [await slopes('wasm', operation, shapes), await slopes('cpu', operation, shapes)];
  expect(wasm.map(({ shape }) => shape)).toEqual(cpu.map(({ shape }) => shape));
  wasm.forEach(({ values }, which) => {
    values.forEach((value, at) => {
      const expected = cpu[which]?.values[at] as number;
      expect(Math.abs(value - expected), `slope ${which}`).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
    });
  });
});

describe('a kernel for a gradient', () => {
  const pair = () => ({ dy: tf.ones([3]), x: tf.ones([3]) });

  test('is used on wasm', async () => {
    await tf.setBackend('wasm');
    expect(fused('squareGradient', pair())?.dataSync()).toEqual(Float32Array.of(2, 2, 2));
  });

  test('is none on cpu, for other numbers than float32, for none, and where a tape runs', async () => {
    await tf.setBackend('wasm');
    expect(fused('squareGradient', { ...pair(), x: tf.ones([3], 'int32') })).toBeUndefined();
    expect(fused('squareGradient', { dy: tf.ones([0]), x: tf.ones([0]) })).toBeUndefined();
    const seen: unknown[] = [];
    tf.grad((x: tf.Tensor) => {
      seen.push(fused('squareGradient', pair()));
      return x.square();
    })(tf.scalar(1));
    expect(seen).toEqual([undefined]);
    await tf.setBackend('cpu');
    expect(fused('squareGradient', pair())).toBeUndefined();
  });

  test('of a quotient by 0 is what cpu gives', async () => {
    const at = async (backend: string) => {
      await tf.setBackend(backend);
      const slope = tf.grads((a, b) => (a as tf.Tensor).div(b as tf.Tensor));
      return slope([tf.tensor1d([1, 0, -1, 2]), tf.tensor1d([0, 0, -0, Number.NaN])]).map((x) => [
        ...x.dataSync(),
      ]);
    };
    expect(await at('wasm')).toEqual(await at('cpu'));
  });
});
