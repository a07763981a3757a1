import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { listTensors, type TransformerParams } from '../../lib/parameters';
import { Random } from '../../lib/random';
import {
  always,
  controlChunk,
  permuted,
  predictWith,
  redrawn,
  type WeightsOf,
} from '../../lib/reversal/controls';
import { chunksOf, heldOut, shuffledTargets } from '../../lib/reversal/task';
import { type Transformer, trainReversal, untrainedParams } from '../../lib/reversal/train';
import { disposeTensors } from '../../lib/training';

await startBackend();

/** The numbers of each tensor by its path; the tensors are disposed. */
function numbersOf(params: TransformerParams): Map<string, readonly number[]> {
  const numbers = listTensors(params).map(({ path, tensor }) => [path, [...tensor.dataSync()]] as const);
  disposeTensors(params);
  return new Map(numbers);
}

const sorted = (numbers: readonly number[] = []) => numbers.toSorted((a, b) => a - b);

describe('permuted weights', () => {
  const start = untrainedParams(3);
  const before = numbersOf(always(start)(0));
  const after = numbersOf(permuted(start, 8)(0));

  test('are the same numbers in every tensor, in another order', () => {
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [path, numbers] of after) expect(sorted(numbers), path).toEqual(sorted(before.get(path)));
    // Gains and biases are all alike before a training; every matrix has 320 numbers or more.
    const moved = [...after].filter(([path, numbers]) => `${numbers}` !== `${before.get(path)}`);
    expect(moved.map(([path]) => path)).toEqual(
      [...after.keys()].filter((path) => /weight|embedding/.test(path)),
    );
  });

  test('leave few numbers where they were', () => {
    for (const [path, numbers] of after) {
      if (!/weight|embedding/.test(path)) continue;
      // The number of fixed points is nearly Poisson with mean 1: 12 or more have a probability of 8e-10.
      const kept = numbers.filter((number, index) => number === before.get(path)?.[index]);
      expect(kept.length, path).toBeLessThan(12);
    }
  });

  test('are others for each chunk and each seed, and the same again', () => {
    const embedding = (seed: number, chunk: number) =>
      `${numbersOf(permuted(start, seed)(chunk)).get('embedding')}`;
    expect(new Set([embedding(8, 0), embedding(8, 1), embedding(9, 0)]).size).toBe(3);
    expect(embedding(8, 1)).toBe(embedding(8, 1));
  });
});

test('redrawn weights are others for each chunk and each seed, and the same again', () => {
  const embedding = (weights: WeightsOf, chunk: number) => `${numbersOf(weights(chunk)).get('embedding')}`;
  const drawn = [embedding(redrawn(1), 0), embedding(redrawn(1), 1), embedding(redrawn(2), 0)];
  expect(new Set(drawn).size).toBe(3);
  expect(embedding(redrawn(1), 1)).toBe(drawn[1]);
});

test('each chunk of strings is read with its own weights, none of which is left behind', async () => {
  const strings = heldOut(2, 120);
  const weightsOf: WeightsOf = (chunk) => {
    const params = untrainedParams(1);
    params.norm.bias.dispose();
    return { ...params, norm: { ...params.norm, bias: tf.fill([32], chunk) as tf.Tensor1D } };
  };
  // Predicts the number of its chunk, whatever the string.
  const told: Transformer = ({ norm }, tokens) =>
    tf
      .oneHot(tf.fill(tokens.shape, norm.bias.dataSync()[0] ?? 9, 'int32'), 10)
      .cast('float32') as tf.Tensor3D;
  const before = tf.memory().numTensors;
  const predictions = await predictWith(told, weightsOf, strings);
  expect(tf.memory().numTensors).toBe(before);
  expect(controlChunk).toBe(50);
  expect(chunksOf(strings, controlChunk).map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(predictions).toEqual(strings.map((_, index) => Array(11).fill(Math.floor(index / 50))));
});

describe('shuffled targets', () => {
  test('are uniform, and others in each step', () => {
    const targets = shuffledTargets(5, 1, 2000).flat();
    expect(targets).toHaveLength(22_000);
    // Each token comes 2200 times on average: none of the ten strays by 6 deviations but with probability 2e-8.
    for (let token = 0; token < 10; token += 1) {
      const count = targets.filter((each) => each === token).length;
      expect(Math.abs(count - 2200), `${token}`).toBeLessThan(6 * Math.sqrt(1980));
    }
    expect(shuffledTargets(5, 2, 3)).not.toEqual(shuffledTargets(5, 1, 3));
    expect(shuffledTargets(5, 1, 3)).toEqual(shuffledTargets(5, 1, 3));
  });

  test('say nothing about the strings that are read', () => {
    const strings = heldOut(5);
    const targets = shuffledTargets(5, 0, strings.length).flat();
    const hits = strings
      .flatMap((string) => string.slice(1))
      .filter((token, index) => token === targets[index]);
    expect(Math.abs(hits.length - 2200)).toBeLessThan(6 * Math.sqrt(1980));
  });

  test('are all that a training on them has instead: the model reads the same strings', async () => {
    const seen: Record<string, string[]> = { reversed: [], shuffled: [] };
    const losses: number[][] = [];
    for (const targets of ['reversed', 'shuffled'] as const) {
      const bigram: Transformer = (params, tokens) => {
        seen[targets]?.push(`${tokens.dataSync()}`);
        return tf.matMul(
          tf.oneHot(tokens, 10).cast('float32'),
          params.output.weight.slice(0, 10).expandDims(0).tile([tokens.shape[0], 1, 1]),
        ) as tf.Tensor3D;
      };
      const { params, history } = await trainReversal({ transformer: bigram, seed: 6, maxSteps: 3, targets });
      disposeTensors(params);
      losses.push(history.map(({ loss }) => loss));
    }
    expect(seen.shuffled).toEqual(seen.reversed);
    expect(seen.shuffled).toHaveLength(3);
    expect(losses[0]).not.toEqual(losses[1]);
  });
});

test('Random.shuffle gives every order of three items equally often', () => {
  const random = new Random(12);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw += 1) {
    const order = random.shuffle('abc').join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  // 1000 on average, with a deviation of 29.
  for (const [order, count] of counts) expect(Math.abs(count - 1000), order).toBeLessThan(6 * 29);
});
