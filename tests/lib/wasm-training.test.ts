/** What the fast kernels give together: a training that is the one of cpu, the same each time, and leaves nothing. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WasmBackend } from '../../lib/backend/wasm/fast/module';
import { initTransformer, listTensors, type TransformerParams } from '../../lib/parameters';
import { disposeTensors, train } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';
import { draw } from './support/backend-plain';
import { startAllBackends } from './support/backend-row';

beforeAll(startAllBackends);

// Sizes that are no multiples of 4.
const config = { vocab: 7, seq: 5, dModel: 12, heads: 2, dFf: 22, layers: 2 };
const batch = 3;
const tokens = () =>
  tf.tensor(
    draw([batch * config.seq], 1).values.map((x) => Math.floor((x + 2) * 1.7)),
    [batch, config.seq],
    'int32',
  );

function lossOf(params: TransformerParams, inputs: tf.Tensor): tf.Scalar {
  const logits = transformer(params, inputs as tf.Tensor2D, config).reshape([-1, config.vocab]);
  const chosen = tf.oneHot(inputs.reverse(1).flatten() as tf.Tensor1D, config.vocab);
  return tf.losses.softmaxCrossEntropy(chosen, logits);
}

/** Trains from scratch on one batch. @returns the losses, and all trained numbers one after the other */
async function training(
  backend: string,
  steps: number,
): Promise<{ losses: readonly number[]; numbers: number[] }> {
  await tf.setBackend(backend);
  const start = initTransformer(config, 1);
  const { params, losses } = await train({
    params: start,
    learningRate: 0.01,
    maxSteps: steps,
    nextBatch: tokens,
    loss: lossOf,
  });
  const numbers = listTensors(params).flatMap(({ tensor }) => [...tensor.dataSync()]);
  disposeTensors([start, params]);
  return { losses, numbers };
}

test('20 steps of training give the losses of cpu', async () => {
  const [wasm, cpu] = [await training('wasm', 20), await training('cpu', 20)];
  expect(cpu.losses.at(-1)).toBeLessThan(0.8 * (cpu.losses[0] as number));
  wasm.losses.forEach((loss, step) => {
    const expected = cpu.losses[step] as number;
    expect(Math.abs(loss - expected), `step ${step}`).toBeLessThan(1e-4 * expected);
  });
});

test('the same training gives the same numbers, to the last bit', async () => {
  const [once, again] = [await training('wasm', 10), await training('wasm', 10)];
  expect(again).toEqual(once);
});

test('every gradient of a transformer is that of cpu', async () => {
  const gradients = async (backend: string) => {
    await tf.setBackend(backend);
    const params = initTransformer(config, 2);
    const list = listTensors(params).map(({ tensor }) => tensor);
    const found = tf.tidy(() => {
      const inputs = tokens();
      const slopes = tf.grads(() => lossOf(params, inputs))(list);
      return slopes.map((slope) => [...slope.dataSync()]);
    });
    disposeTensors(params);
    return found;
  };
  const [wasm, cpu] = [await gradients('wasm'), await gradients('cpu')];
  const norm = (values: readonly number[]) => Math.hypot(...values);
  cpu.forEach((expected, index) => {
    const off = expected.map((value, at) => value - (wasm[index]?.[at] as number));
    // The bias of the keys has the gradient 0: softmax does not notice it.
    expect(norm(off), `tensor ${index}`).toBeLessThan(Math.max(1e-5 * norm(expected), 1e-7));
  });
});

test('500 steps leave neither tensors nor bytes behind', async () => {
  await tf.setBackend('wasm');
  const backend = tf.backend() as WasmBackend;
  const params = initTransformer(config, 3);
  const seen: { tensors: number; bytes: number; ids: number; heap: number }[] = [];
  const { params: trained } = await train({
    params,
    learningRate: 1e-3,
    maxSteps: 500,
    nextBatch: tokens,
    loss: lossOf,
    onStep: () => {
      const { numTensors, numBytes } = tf.memory();
      const heap = backend.wasm.HEAPU8.length;
      seen.push({ tensors: numTensors, bytes: numBytes, ids: backend.numDataIds(), heap });
    },
  });
  disposeTensors([params, trained]);
  // The first step makes the moments of Adam.
  expect(seen.at(-1)).toEqual(seen[1]);
});

describe('Adam', () => {
  /** Three steps with given gradients. */
  async function steps(backend: string, shape: number[]): Promise<number[]> {
    await tf.setBackend(backend);
    const weights = tf.variable(tf.tensor([...draw(shape, 1).values], shape));
    const optimizer = tf.train.adam(0.1, 0.8, 0.95);
    const name = weights.name;
    for (const seed of [2, 3, 4]) {
      const gradient = tf.tensor([...draw(shape, seed).values], shape);
      if (seed % 2 === 0) optimizer.applyGradients({ [name]: gradient as tf.Variable });
      else optimizer.applyGradients([{ name, tensor: gradient }]);
      gradient.dispose();
    }
    const numbers = [...weights.dataSync()];
    weights.dispose();
    optimizer.dispose();
    return numbers;
  }

  test.each([[[]], [[1]], [[3]], [[4, 2]], [[3, 3]]])(
    'of %j takes the steps of its definition',
    async (shape) => {
      const [beta1, beta2, rate, epsilon] = [0.8, 0.95, 0.1, 1e-7];
      const expected = draw(shape, 1).values.map((weight, at) => {
        let [value, m, v] = [weight, 0, 0];
        [2, 3, 4].forEach((seed, before) => {
          const slope = draw(shape, seed).values[at] as number;
          m = beta1 * m + (1 - beta1) * slope;
          v = beta2 * v + (1 - beta2) * slope * slope;
          const [first, second] = [m / (1 - beta1 ** (before + 1)), v / (1 - beta2 ** (before + 1))];
          value -= (rate * first) / (Math.sqrt(second) + epsilon);
        });
        return value;
      });
      const received = await steps('wasm', shape);
      received.forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at] as number, 5);
      });
    },
  );

  test('leaves a clone of the old weights as it was', async () => {
    await tf.setBackend('wasm');
    const weights = tf.variable(tf.tensor1d([1, 2]));
    const clone = weights.clone();
    const optimizer = tf.train.adam(0.1);
    optimizer.applyGradients([{ name: weights.name, tensor: tf.tensor1d([1, 1]) }]);
    expect([...clone.dataSync()]).toEqual([1, 2]);
    expect(weights.dataSync()[0]).toBeCloseTo(0.9, 5);
    optimizer.dispose();
  });

  test('goes on from weights that were set', async () => {
    const run = async (interrupted: boolean) => {
      const weights = tf.variable(tf.tensor1d([1, 2]));
      let optimizer = tf.train.adam(0.1);
      for (const slope of [1, -2, 3]) {
        optimizer.applyGradients([{ name: weights.name, tensor: tf.tensor1d([slope, 1]) }]);
        if (!interrupted) continue;
        const kept = await optimizer.getWeights();
        optimizer = tf.train.adam(0.1);
        await optimizer.setWeights(kept);
      }
      return [...weights.dataSync()];
    };
    await tf.setBackend('wasm');
    const [once, again] = [await run(true), await run(false)];
    once.forEach((value, at) => {
      expect(value).toBeCloseTo(again[at] as number, 6);
    });
  });
});

test('the gradient of a gradient is there', async () => {
  await tf.setBackend('wasm');
  const cubeSlope = tf.grad((x) => x.square().mul(x).relu().sum());
  const second = tf.grad((x: tf.Tensor) => cubeSlope(x));
  expect([...second(tf.tensor1d([1, 2, -1])).dataSync()]).toEqual([6, 12, 0]);
});
