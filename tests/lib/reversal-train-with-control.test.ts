import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { listTensors, type TransformerParams } from '../../lib/parameters';
import { type Transformer, trainReversal } from '../../lib/reversal/train';
import { trainWithControl } from '../../lib/reversal/train-with-control';
import { disposeTensors } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';

await startBackend();

const seeds = { seed: 3, controlSeed: 11 };

function numbersOf(params: TransformerParams): number[][] {
  const numbers = listTensors(params).map(({ tensor }) => [...tensor.dataSync()]);
  disposeTensors(params);
  return numbers;
}

test('both end with the weights that they have alone, in turns that tell nothing', {
  timeout: 60_000,
}, async () => {
  const before = tf.memory().numTensors;
  const called: tf.Tensor[] = [];
  const watched: Transformer = (params, ...rest) => {
    called.push(params.embedding);
    return transformer(params, ...rest);
  };
  const { params, shuffled, history, steps, ended } = await trainWithControl({
    transformer: watched,
    ...seeds,
  });
  const alone = await trainReversal({ transformer, seed: seeds.seed });
  const control = await trainReversal({
    transformer,
    seed: seeds.controlSeed,
    targets: 'shuffled',
    maxSteps: alone.steps,
  });
  expect({ history, steps, ended }).toEqual({
    history: alone.history,
    steps: alone.steps,
    ended: alone.ended,
  });
  expect(numbersOf(params)).toEqual(numbersOf(alone.params));
  expect(numbersOf(shuffled)).toEqual(numbersOf(control.params));
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);

  const pairs = Array.from({ length: steps }, (_, step) => called.slice(2 * step, 2 * step + 2));
  expect(pairs.every(([first, second]) => first !== second)).toBe(true);
  const swapped = pairs.filter(([first]) => first === pairs[0]?.[0]).length / steps;
  expect(swapped).toBeGreaterThan(0.2);
  expect(swapped).toBeLessThan(0.8);
});

test('leaves no tensor behind when the model throws in the middle', async () => {
  const before = tf.memory().numTensors;
  let calls = 0;
  const tired: Transformer = (...input) => {
    calls += 1;
    if (calls > 5) throw new Error('tired');
    return transformer(...input);
  };
  await expect(trainWithControl({ transformer: tired, ...seeds })).rejects.toThrow('tired');
  expect(tf.memory().numTensors).toBe(before);
});
