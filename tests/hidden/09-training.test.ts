import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { adamStep, evaluate, learningRate, shouldStop, trainingStep } from '#impl/09-training';
import { initAdam } from '../../lib/optimisation';
import { byPath, type TransformerParams } from '../../lib/parameters';
import { attempt } from '../support/attempt';
import { normal, randomParams, tensorOf } from '../support/inputs';
import fixture from './fixtures/09.json';
import { draws } from './support/draw';
import { numbersOf } from './support/numbers';
import { adam } from './support/oracle/adam';
import { mean, surprises } from './support/oracle/loss';
import type { Numbers } from './support/oracle/parameters';
import { transformer } from './support/oracle/transformer';

describe('learningRate', () => {
  test('equals the formula at drawn numbers', { tags: 'property' }, async () => {
    const draw = draws();
    const [warmup, after] = [draw.integer(3, 20), draw.integer(5, 40)];
    const [peak, floor, steps] = [draw.integer(2, 9) / 10, draw.integer(1, 9) / 100, warmup + after];
    const rates: number[] = [];
    const expected: number[] = [];
    for (const step of [0, 1, warmup - 1, warmup, warmup + 2, steps - 1, steps, steps + 7]) {
      rates.push(await learningRate(step, { peak, warmup, steps, floor }));
      const part = Math.min(1, Math.max(0, (step - warmup) / after));
      const line = (peak / warmup) * (step + 1);
      // cos² of half the angle is (1 + cos) / 2.
      expected.push(step < warmup ? line : floor + (peak - floor) * Math.cos((Math.PI / 2) * part) ** 2);
    }
    expect(rates).toMatchData(expected, {
      hint: 'peak · (step + 1) / warmup first; then floor + (peak − floor) · (1 + cos(π · share)) / 2, and the floor after `steps`',
    });
  });

  test('equals LinearLR and CosineAnnealingLR of PyTorch', { tags: 'fixture' }, async () => {
    const { rates, ...schedule } = fixture.schedule;
    const found: number[] = [];
    for (const step of rates.keys()) found.push(await learningRate(step, schedule));
    expect(found).toMatchData(rates, {
      hint: 'a line up to the peak at step warmup − 1, from there half a cosine down to the floor at step `steps`',
    });
  });

  test('has no warm-up when there is none', { tags: 'property' }, async () => {
    const schedule = { peak: 0.5, warmup: 0, steps: 10 };
    const rates = [await learningRate(0, schedule), await learningRate(5, schedule)];
    expect(rates).toMatchData([0.5, 0.25], { hint: 'with a warm-up of 0 steps the first step has the peak' });
  });
});

describe('adamStep', () => {
  test('equals the formula after some steps', { tags: 'property' }, async () => {
    const draw = draws();
    const [rows, columns] = [draw.integer(2, 4), draw.integer(5, 7)];
    const gradients = Array.from({ length: 4 }, () => normal([rows, columns], draw.seed()));
    const start = normal([rows, columns], draw.seed());
    const constants = { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };
    let step = { params: byPath({ w: start }), state: initAdam({ w: start }) };
    for (const w of gradients) step = await adamStep(step.params, { w }, { ...constants, state: step.state });
    const histories = gradients.map((gradient) => gradient.dataSync());
    const values = Array.from(start.dataSync(), (value, index) =>
      adam(
        value,
        histories.map((history) => history[index] ?? Number.NaN),
        constants,
      ),
    );
    expect(step.params.w).toMatchTensor(
      { shape: [rows, columns], values },
      {
        hint: 'm and v as running means, both corrected by 1 − beta^t, m̂ / (√v̂ + epsilon) times the learning rate',
      },
    );
  });

  test('equals Adam of PyTorch', { tags: 'fixture' }, async () => {
    const w = tensorOf(fixture.start);
    let step = { params: byPath({ w }), state: initAdam({ w }) };
    for (const gradient of fixture.gradients) {
      const options = { ...fixture.options, state: step.state };
      step = await adamStep(step.params, { w: tensorOf(gradient) }, options);
    }
    expect(step.params.w).toMatchTensor(fixture.end, {
      hint: 'm and v as running means, both corrected by 1 − beta^t, m̂ / (√v̂ + epsilon) times the learning rate',
    });
  });

  test('keeps the shapes of all parameters', { tags: 'shape' }, async () => {
    const params = { a: normal([3], 1), 'b.c': normal([2, 5], 2), 'b.d': tf.scalar(1) };
    const given = { state: initAdam(params), learningRate: 1e-3 };
    const step = await attempt(() => adamStep(params, params, given));
    const shapes = (step as Awaited<ReturnType<typeof adamStep>>).params ?? {};
    for (const [path, { shape }] of Object.entries(params)) {
      expect((shapes as Record<string, unknown>)[path]).toHaveShape(shape, {
        hint: 'a new tensor of the same shape for every path of params',
      });
    }
  });
});

describe('trainingStep', () => {
  /** A small model, a batch, and the loss as a function of the numbers of its parameters. */
  const inputs = () => {
    const draw = draws();
    const config = { vocab: 7, seq: 5, dModel: 6, heads: 2, dFf: 8, layers: 1 };
    const params = randomParams(config, draw.seed());
    const batch = { inputs: draw.tokens(2, 4, 7), targets: draw.tokens(2, 4, 7) };
    const targets = batch.targets.arraySync().flat();
    const texts = batch.inputs.arraySync();
    const lossOf = (numbers: Numbers<TransformerParams>) => {
      const logits = texts.flatMap((ids) => transformer(numbers, ids, 2));
      return mean(surprises(logits, targets));
    };
    return { config, params, batch, numbers: numbersOf(params), lossOf };
  };
  const step = ({ config, params, batch }: ReturnType<typeof inputs>) =>
    trainingStep({ params, adam: initAdam(byPath(params)) }, batch, { config, learningRate: 0.01 });

  test('returns the loss of the formula', { tags: 'property' }, async () => {
    const given = inputs();
    const { loss } = await step(given);
    expect(loss).toMatchData(given.lossOf(given.numbers), {
      hint: 'the mean of −ln p(target) over batch and seq, with the logits of the transformer for batch.inputs',
    });
  });

  test('uses the gradients of that loss', { tags: 'property' }, async () => {
    const given = inputs();
    const { adam: state } = await step(given);
    for (const path of ['output.weight', 'blocks.0.attention.value.weight']) {
      const found = await attempt(() => (state.mean[path] as tf.Tensor).slice([0, 0], [1, 2]).mul(10));
      expect(found).toMatchTensor(
        [[0, 1].map((column) => slope(given.numbers, path, column, given.lossOf))],
        {
          hint: 'm after one step is (1 − beta1) times the gradient of the mean loss',
        },
      );
    }
  });
});

/** The slope of the loss along one number in the first row of a matrix, by small steps in float64. */
function slope(
  numbers: Numbers<TransformerParams>,
  path: string,
  column: number,
  lossOf: (numbers: Numbers<TransformerParams>) => number,
): number {
  const size = 1e-4;
  const moved = (by: number) => {
    const copy = structuredClone(numbers);
    const inside = (tree: unknown, name: string) => (tree as Record<string, unknown>)[name];
    const [row] = path.split('.').reduce<unknown>(inside, copy) as number[][];
    if (row) row[column] = (row[column] ?? Number.NaN) + by;
    return lossOf(copy);
  };
  return (moved(size) - moved(-size)) / (2 * size);
}

describe('evaluate', () => {
  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const draw = draws();
    const { batch, seq } = draw.sizes('batch', 'seq');
    const logits = normal([batch, seq, 4], draw.seed(), 2);
    const targets = draw.tokens(batch, seq, 4);
    const rows = logits.arraySync().flat();
    const ids = targets.arraySync().flat();
    const loss = mean(surprises(rows, ids));
    const accuracy = mean(rows.map((row, index) => (Math.max(...row) === row[ids[index] ?? -1] ? 1 : 0)));
    expect(await evaluate(logits, targets)).toMatchData(
      { loss, perplexity: Math.exp(loss), accuracy },
      { hint: 'all three over all positions of all batch items, as plain numbers' },
    );
  });
});

describe('shouldStop', () => {
  test('agrees with counting, at every length of a drawn history', { tags: 'property' }, async () => {
    const draw = draws();
    const losses = Array.from({ length: 14 }, () => draw.integer(1, 30) / 10);
    const patience = draw.integer(2, 4);
    const found: boolean[] = [];
    const expected: boolean[] = [];
    let [best, waited] = [Number.POSITIVE_INFINITY, 0];
    for (const [index, loss] of losses.entries()) {
      [best, waited] = loss < best ? [loss, 0] : [best, waited + 1];
      expected.push(waited >= patience);
      found.push(await shouldStop(losses.slice(0, index + 1), patience));
    }
    expect(found).toMatchData(expected, {
      hint: 'stop when `patience` evaluations or more have come since the smallest loss',
    });
  });
});
