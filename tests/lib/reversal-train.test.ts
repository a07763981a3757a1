import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import type { TransformerParams } from '../../lib/parameters';
import { judgeReversal } from '../../lib/reversal/criterion';
import { heldOut, trainedKeys } from '../../lib/reversal/task';
import { predictReversal, type Transformer, trainReversal, untrainedParams } from '../../lib/reversal/train';
import type { ReversalVerdict } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';
import { leaky } from './reversal-variants';

await startBackend();

const strings = heldOut(900);

function predictUntrained(model: Transformer, seed: number) {
  const params = untrainedParams(seed);
  const predictions = predictReversal(model, params, strings);
  disposeTensors(params);
  return predictions;
}

async function trainAndJudge(model: Transformer, seed: number, maxSteps?: number): Promise<ReversalVerdict> {
  const untrained = predictUntrained(model, seed);
  const training = await trainReversal({ transformer: model, seed, maxSteps });
  const predictions = predictReversal(model, training.params, strings);
  disposeTensors(training.params);
  return judgeReversal({
    strings,
    predictions,
    untrained,
    trainedOn: trainedKeys(seed, training.steps),
    training,
  });
}

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
    const verdict = await trainAndJudge(transformer, 1);
    expect(verdict.reason, verdict.sentence).toBe('learned');
  });

  test.each(['no mask', 'mask off by one'] as const)('%s: the first half is the reason', async (name) => {
    // Long before such a model is perfect it is far above chance.
    const verdict = await trainAndJudge(leaky[name], 2, 55);
    expect(verdict.reason, verdict.sentence).toBe('first half above chance');
    for (const place of [1, 2, 3, 4, 5]) {
      expect(verdict.positions.find(({ position }) => position === place)?.ok).toBe(false);
    }
  });

  test('without training nothing is learned', () => {
    const untrained = predictUntrained(transformer, 1);
    const verdict = judgeReversal({ strings, predictions: untrained, untrained, trainedOn: new Set() });
    expect(verdict.reason, verdict.sentence).toBe('second half not learned');
  });
});

describe('trainReversal', () => {
  test('repeats itself for the same seed', async () => {
    const [first, second, other] = await Promise.all(
      [5, 5, 6].map(async (seed) => {
        const { params, history } = await trainReversal({ transformer, seed, maxSteps: 2 });
        disposeTensors(params);
        return history;
      }),
    );
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
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
    const verdict = await trainAndJudge(broken, 1);
    expect(verdict.reason).toBe('not a number');
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
    await refused(async () => tf.scalar(1).dispose()).toThrow(/returned a promise/);
  });
});

describe('predictReversal', () => {
  test('gives each string its prediction, also in an incomplete last chunk', () => {
    // Each token is predicted to come again: what is predicted at position p is the token at p - 1.
    const repeat: Transformer = (_, tokens) => tf.oneHot(tokens, 10).cast('float32') as tf.Tensor3D;
    const params = untrainedParams(1);
    const some = strings.slice(0, 260);
    expect(predictReversal(repeat, params, some)).toEqual(some.map((string) => string.slice(0, -1)));
    disposeTensors(params);
  });
});
