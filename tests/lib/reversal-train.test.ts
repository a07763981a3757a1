import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import type { TransformerParams } from '../../lib/parameters';
import { judgeReversal } from '../../lib/reversal/criterion';
import { heldOut } from '../../lib/reversal/task';
import { predictReversal, type Transformer, trainReversal, untrainedParams } from '../../lib/reversal/train';
import { disposeTensors } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';
import { predictUntrained, trainAndJudge } from './reversal-judged';
import { leaky } from './reversal-variants';

await startBackend();

const strings = heldOut(900);

/** As the reference, but other events get their turn before, amid and after the work. */
const waiting: Transformer = async (params, tokens, config) => {
  await setImmediate();
  const embedding = params.embedding.mul(1) as tf.Tensor2D;
  await setImmediate();
  const logits = transformer({ ...params, embedding }, tokens, config);
  await setImmediate();
  return logits;
};

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
});

// Some 200 steps of training in all: a few seconds where nothing else runs, many more where much does.
describe('a training judged', { timeout: 60_000 }, () => {
  test('the reference transformer learns to reverse, and nothing else', async () => {
    const verdict = await trainAndJudge(transformer, 1, strings);
    expect(verdict.reason, verdict.sentence).toBe('learned');
    expect(verdict.training).toBe('learned');
    for (const { name, accuracy } of verdict.controls) expect(accuracy, name).toBeLessThan(0.25);
  });

  test.each(['no mask', 'mask off by one'] as const)('%s: the first half is the reason', async (name) => {
    // Long before such a model is perfect it is far above chance.
    const verdict = await trainAndJudge(leaky[name], 2, strings, 55);
    expect(verdict.reason, verdict.sentence).toBe('first half above chance');
    for (const place of [1, 2, 3, 4, 5]) {
      expect(verdict.positions.find(({ position }) => position === place)?.ok).toBe(false);
    }
  });

  test('without training nothing is learned', async () => {
    const untrained = await predictUntrained(transformer, 1, strings);
    const other = await predictUntrained(transformer, 2, strings);
    const evidence = { predictions: untrained, untrained, redrawn: other, permuted: other };
    const verdict = judgeReversal({ strings, ...evidence, trainedOn: new Set() });
    expect(verdict.reason, verdict.sentence).toBe('second half not learned');
  });
});

describe('trainReversal', () => {
  test('repeats itself for the same seed', async () => {
    const learn = async (seed: number) => {
      const { params, history } = await trainReversal({ transformer, seed, maxSteps: 2 });
      disposeTensors(params);
      return history;
    };
    const [first, second, other] = [await learn(5), await learn(5), await learn(6)];
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
  });

  test('an async transformer learns exactly what the same one learns that is not', async () => {
    const learn = async (model: Transformer) => {
      const { params, history } = await trainReversal({ transformer: model, seed: 5, maxSteps: 3 });
      const predictions = await predictReversal(model, params, strings.slice(0, 300));
      disposeTensors(params);
      return { history, predictions };
    };
    expect(await learn(waiting)).toEqual(await learn(transformer));
  });

  test('begins near the loss of guessing and tells each step', async () => {
    const told: unknown[] = [];
    const { params, history, steps, ended } = await trainReversal({
      transformer,
      seed: 3,
      maxSteps: 2,
      onStep: (step) => told.push(step),
    });
    disposeTensors(params);
    expect(history.map(({ step }) => step)).toEqual([1, 2]);
    expect(Math.abs((history[0]?.loss ?? 0) - Math.log(10))).toBeLessThan(0.3);
    expect(told).toEqual(history);
    expect([steps, ended]).toEqual([2, 'ran out of steps']);
  });

  test('can be interrupted and keeps what was learned', async () => {
    const interrupt = new AbortController();
    const { params, steps, ended } = await trainReversal({
      transformer,
      seed: 3,
      signal: interrupt.signal,
      onStep: () => interrupt.abort(),
    });
    disposeTensors(params);
    expect([steps, ended]).toEqual([1, 'interrupted']);
  });

  test('ends at NaN, and the verdict says so', async () => {
    const broken: Transformer = (...input) =>
      transformer(...input)
        .sub(1e9)
        .sqrt() as tf.Tensor3D;
    const verdict = await trainAndJudge(broken, 1, strings);
    expect([verdict.reason, verdict.training]).toEqual(['not a number', 'not a number']);
    const { params, steps, ended } = await trainReversal({ transformer: broken, seed: 1 });
    disposeTensors(params);
    expect([steps, ended]).toEqual([0, 'not a number']);
  });

  const refused = (model: unknown) =>
    expect(trainReversal({ transformer: model as Transformer, seed: 1, maxSteps: 1 })).rejects;
  const last = (params: TransformerParams) => params.output.weight;

  test('refuses what is not logits', async () => {
    await refused((params: TransformerParams) => last(params)).toThrow(
      'Expected logits [32, 11, 10] from transformer, got shape [32, 10]',
    );
    await refused(() => [1, 2]).toThrow('Expected transformer to return logits [32, 11, 10], got object');
    await refused(() => undefined).toThrow(TypeError);
    await refused(async () => undefined).toThrow(
      'Expected transformer to return logits [32, 11, 10], got undefined',
    );
  });
});

describe('predictReversal', () => {
  test('gives each string its prediction, also in an incomplete last chunk', async () => {
    // Each token is predicted to come again: what is predicted at position p is the token at p - 1.
    const repeat: Transformer = (_, tokens) => tf.oneHot(tokens, 10).cast('float32') as tf.Tensor3D;
    const params = untrainedParams(1);
    const some = strings.slice(0, 260);
    expect(await predictReversal(repeat, params, some)).toEqual(some.map((string) => string.slice(0, -1)));
    disposeTensors(params);
  });
});
