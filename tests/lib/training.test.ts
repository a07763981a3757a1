import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { disposeTensors, type TrainingOptions, train } from '../../lib/training';

await startBackend();

interface Params {
  inner: { a: tf.Tensor }[];
  b: tf.Tensor;
}
interface Batch {
  [name: string]: tf.Tensor;
  wanted: tf.Tensor;
}

const startingParams = (): Params => ({ inner: [{ a: tf.tensor1d([0, 10]) }], b: tf.scalar(1) });

/** A bowl with its bottom at a = (wanted, wanted), b = 0. */
const bowl = ({ inner, b }: Params, { wanted }: Batch): tf.Scalar =>
  (inner[0]?.a ?? b).sub(wanted).square().sum().add(b.square()).asScalar();

const options = (params: Params): TrainingOptions<Params, Batch> => ({
  params,
  loss: bowl,
  nextBatch: () => ({ wanted: tf.scalar(4) }),
  learningRate: 0.1,
  maxSteps: 5,
});

let before = 0;
let params = startingParams();
beforeEach(() => {
  before = tf.memory().numTensors;
  params = startingParams();
});
afterEach(() => {
  disposeTensors(params);
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
});

describe('train', () => {
  test('takes steps of Adam', async () => {
    // The first step of Adam is the learning rate in the direction of the sign, whatever the gradient.
    const result = await train({ ...options(params), maxSteps: 1 });
    const a = result.params.inner[0]?.a.dataSync() ?? [];
    expect(a[0]).toBeCloseTo(0.1, 5);
    expect(a[1]).toBeCloseTo(9.9, 5);
    expect(result.params.b.dataSync()[0]).toBeCloseTo(0.9, 5);
    expect(result.losses).toEqual([53]); // 4² + 6² + 1²
    disposeTensors(result.params);
  });

  test('reaches the bottom of a bowl and leaves the given parameters alone', async () => {
    const result = await train({ ...options(params), maxSteps: 300 });
    expect(result.losses.at(-1)).toBeLessThan(0.01);
    expect(result.ended).toBe('ran out of steps');
    expect(Array.from(params.inner[0]?.a.dataSync() ?? [])).toEqual([0, 10]);
    expect(result.params.b).not.toBeInstanceOf(tf.Variable);
    disposeTensors(result.params);
  });

  test('waits for a loss that is a promise', async () => {
    let others: tf.Tensor[] = [];
    const waiting = async (current: Params, batch: Batch) => {
      const wanted = batch.wanted.mul(1);
      await setImmediate();
      others = [wanted];
      return bowl(current, { wanted });
    };
    const direct = await train({ ...options(params), maxSteps: 20 });
    const result = await train({ ...options(params), loss: waiting, maxSteps: 20 });
    expect(result.losses).toEqual(direct.losses);
    expect(result.params.b.dataSync()).toEqual(direct.params.b.dataSync());
    expect(others.map(({ isDisposed }) => isDisposed)).toEqual([true]);
    disposeTensors([direct.params, result.params]);
  });

  test('gives each step its own batch and tells its loss', async () => {
    const batches: number[] = [];
    const told: [number, number][] = [];
    const result = await train({
      ...options(params),
      nextBatch: (step) => {
        batches.push(step);
        return { wanted: tf.scalar(step) };
      },
      onStep: (step, loss) => told.push([step, loss]),
      maxSteps: 3,
    });
    expect(batches).toEqual([0, 1, 2]);
    expect(told).toEqual(result.losses.map((loss, step) => [step, loss]));
    disposeTensors(result.params);
  });

  test('stops when it is told to', async () => {
    let done = 0;
    const result = await train({ ...options(params), onStep: () => (done += 1), stop: () => done === 2 });
    expect([result.ended, result.losses.length]).toEqual(['stopped', 2]);
    disposeTensors(result.params);
  });

  test('does not need more memory with more steps', async () => {
    const counts: number[] = [];
    const result = await train({ ...options(params), onStep: () => counts.push(tf.memory().numTensors) });
    expect(counts.slice(2)).toEqual(counts.slice(1, -1));
    disposeTensors(result.params);
  });

  test('lets other events have their turn, and can be interrupted', async () => {
    const interrupt = new AbortController();
    const training = train({ ...options(params), maxSteps: 1000, signal: interrupt.signal });
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    interrupt.abort();
    const result = await training;
    expect(result.ended).toBe('interrupted');
    expect(result.losses.length).toBeGreaterThan(0);
    expect(result.losses.length).toBeLessThan(10);
    disposeTensors(result.params);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'ends at a loss of %d before it spoils the parameters',
    async (bad) => {
      const result = await train({
        ...options(params),
        nextBatch: (step) => ({ wanted: tf.scalar(step === 2 ? bad : 4) }),
      });
      expect([result.ended, result.losses.length]).toEqual(['not a number', 2]);
      expect(result.losses.every(Number.isFinite)).toBe(true);
      expect(result.params.b.dataSync()[0]).toBeCloseTo(0.8, 1);
      disposeTensors(result.params);
    },
  );

  test('says so when no parameter has a gradient', async () => {
    const cut = ({ b }: Params) => tf.scalar(b.dataSync()[0] ?? 0);
    await expect(train({ ...options(params), loss: cut })).rejects.toThrow(
      /^No parameter has a gradient: .*dataSync/,
    );
  });

  test('refuses a loss that is not a scalar', async () => {
    const vector = ({ inner }: Params) => inner[0]?.a as unknown as tf.Scalar;
    await expect(train({ ...options(params), loss: vector })).rejects.toThrow(
      'Expected the loss to be a scalar, got a tensor of shape [2]',
    );
    const number = () => 3 as unknown as tf.Scalar;
    await expect(train({ ...options(params), loss: number })).rejects.toThrow(RangeError);
  });

  test('passes on what the loss throws', async () => {
    const broken = () => {
      throw new SyntaxError('student');
    };
    await expect(train({ ...options(params), loss: broken })).rejects.toThrow(SyntaxError);
    // Squares are kept for the gradient, which is never asked for.
    const brokenLater = async (...input: [Params, Batch]) => {
      bowl(...input);
      await setImmediate();
      return broken();
    };
    await expect(train({ ...options(params), loss: brokenLater })).rejects.toThrow(SyntaxError);
    const result = await train(options(params));
    expect(result.losses[0]).toBe(53);
    disposeTensors(result.params);
  });
});
