/**
 * What a student may reasonably use works forward and backward on every backend: one row per operation and
 * backend. Expected values are plain TypeScript in double precision, gradients are central differences of that.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { differences, expectationOf, ids, startAllBackends, toTensor } from './support/backend-row';
import { numberRows } from './support/backend-rows-numbers';
import { pickRows } from './support/backend-rows-picks';
import { productRows } from './support/backend-rows-products';

const backends = await startAllBackends();
const usual = tf.getBackend();

const rows = [...productRows, ...pickRows, ...numberRows].map((row) => [row.operation, row] as const);
afterAll(() => tf.setBackend(usual));

describe.each(backends)('%s', (backend) => {
  test.each(rows)('%s', async (_operation, row) => {
    await tf.setBackend(backend);
    const { inputs, value, weights, slopes } = expectationOf(row);
    tf.tidy(() => {
      const tensors = inputs.map(toTensor);
      expect(differences(row.tensors(...tensors), value), 'value').toEqual([]);
      const gradients = tf.grads((...x) =>
        row
          .tensors(...x)
          .mul(toTensor(weights))
          .sum(),
      )(tensors);
      slopes.forEach((slope, input) => {
        expect(differences(gradients[input], slope), `gradient of input ${input}`).toEqual([]);
      });
    });
  });

  /** A step or a draw has no slope; these have a value alone. */
  describe('forward only', () => {
    test('oneHot, float32', async () => {
      await tf.setBackend(backend);
      const rows = tf.oneHot(ids([2, 0]), 3, 5, -1, 'float32');
      expect([...rows.dataSync()]).toEqual([-1, -1, 5, 5, -1, -1]);
    });

    test('oneHot, int32, of a matrix', async () => {
      await tf.setBackend(backend);
      const rows = tf.oneHot(ids([1, 0], [1, 2]) as tf.Tensor, 2);
      expect(rows.shape).toEqual([1, 2, 2]);
      expect([...rows.dataSync()]).toEqual([0, 1, 1, 0]);
    });

    test('topk, indices', async () => {
      await tf.setBackend(backend);
      const { indices } = tf.topk(tf.tensor2d([[0.1, 0.7, 0.2, 0.5]]), 3);
      expect([...indices.dataSync()]).toEqual([1, 3, 2]);
    });

    test('argMax', async () => {
      await tf.setBackend(backend);
      const best = tf.argMax(
        tf.tensor2d([
          [1, 3, 2],
          [5, 4, 6],
        ]),
        -1,
      );
      expect([...best.dataSync()]).toEqual([1, 2]);
    });

    test('multinomial, seeded', async () => {
      await tf.setBackend(backend);
      const draws = (seed: number) => {
        const logits = tf.tensor2d([[Math.log(0.2), Math.log(0.8), -1e9]]);
        return tf.multinomial(logits, 2000, seed).dataSync().join('');
      };
      const counts = ['0', '1', '2'].map((token) => draws(3).split(token).length - 1);
      // Of 2000 draws with p = 0.8 1600 are expected; the deviation is 17.9, and 90 is five of them.
      expect(Math.abs((counts[1] as number) - 1600)).toBeLessThan(90);
      expect(counts[2]).toBe(0);
      expect(draws(3)).toBe(draws(3));
      expect(draws(3)).not.toBe(draws(4));
    });
  });

  test('dropout, seeded', async () => {
    await tf.setBackend(backend);
    const x = tf.ones([20, 50]).mul(3);
    const drop = (input: tf.Tensor, seed = 5) => tf.dropout(input, 0.25, undefined, seed);
    const kept = [...drop(x).dataSync()];
    // 750 of 1000 are kept and scaled by 1 / 0.75; the deviation is 13.7, and 70 is five of them.
    expect(Math.abs(kept.filter((value) => value !== 0).length - 750)).toBeLessThan(70);
    expect(kept.every((value) => value === 0 || Math.abs(value - 4) < 1e-6)).toBe(true);
    expect([...drop(x).dataSync()]).toEqual(kept);
    expect([...drop(x, 6).dataSync()]).not.toEqual(kept);
    const slope = [
      ...tf
        .grad((input) => drop(input).sum())(x)
        .dataSync(),
    ];
    expect(slope.every((value, index) => Math.abs(value - (kept[index] as number) / 3) < 1e-6)).toBe(true);
  });
});

test('multinomial draws the same from one seed on every backend', async () => {
  const drawn = new Set<string>();
  for (const backend of backends) {
    await tf.setBackend(backend);
    drawn.add(
      tf
        .multinomial(tf.tensor2d([[0.3, 0.1, 0.2, 0.4]]), 100, 8)
        .dataSync()
        .join(''),
    );
  }
  expect(drawn.size).toBe(1);
});
