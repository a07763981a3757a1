/** Where a skill comes from: judged on weights and answers that are made for it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkProvenance, kinshipOf, leastKinship, resemblanceOf } from '../../grader/criteria/provenance';
import { startBackend } from '../../lib/backend';
import { listTensors, mapTensors } from '../../lib/parameters';
import { always } from '../../lib/reversal/controls';
import { type Predictions, predictionsOf } from '../../lib/reversal/predictions';
import { heldOut, inputsOf, reversalConfig, targetsOf } from '../../lib/reversal/task';
import { untrainedParams } from '../../lib/reversal/train';
import type { ReversalVerdict } from '../../lib/reversal/verdict';
import { transformer } from '../../solutions/06-transformer';

await startBackend({ prefer: 'cpu' });
const strings = heldOut(3, 100);
const start = untrainedParams(1);
/** As after a training: every number has moved by about its own size. */
const trained = mapTensors(start, (tensor) =>
  tensor.add(tf.randomNormal(tensor.shape, 0, 0.08, 'float32', 9)),
);
const passing = { passed: true, reason: 'learned', sentence: 'It has learned.' } as ReversalVerdict;

let logits: Float32Array;
let computed: Predictions;
beforeAll(() => {
  const tokens = tf.tensor2d(inputsOf(strings), undefined, 'int32');
  logits = transformer(trained, tokens, reversalConfig).dataSync() as Float32Array;
  computed = predictionsOf(logits);
});

describe('the kinship of weights', () => {
  test('is 1 where nothing changed, and halfway where they moved by their own size', () => {
    expect(kinshipOf(start, start)).toBeCloseTo(1, 6);
    // 1 / √2, for a change that is as large and has nothing to do with them.
    expect(kinshipOf(start, trained)).toBeCloseTo(Math.SQRT1_2, 1);
  });

  test.each([2, 3, 4, 5, 6])('is far below what is wanted for another draw (%i)', (seed) => {
    expect(Math.abs(kinshipOf(start, untrainedParams(seed)))).toBeLessThan(leastKinship / 2);
  });
});

describe('a model is the course’s transformer', () => {
  const asked = (numbers: ArrayLike<number>) =>
    resemblanceOf(strings, [{ weightsOf: always(trained), logits: numbers }]);

  test('when its logits are those of the reference, but for rounding', () => {
    expect(asked(logits)).toBe('same model');
    expect(asked(logits.map((value) => value * 1.00001))).toBe('same model');
  });

  test('not when a number is another one, or none, or missing', () => {
    const one = (value: number) => logits.map((own, at) => (at === 7 ? value : own));
    expect(asked(one(5))).toBe('another model');
    expect(asked(one(Number.NaN))).toBe('another model');
    expect(asked(logits.slice(0, 100))).toBe('another model');
  });
});

describe('a passing verdict', () => {
  const all = { start, trained, strings, seed: 11, resemblance: 'same model' } as const;

  test('stands when the answers are those of the reference', () => {
    expect(checkProvenance(passing, { ...all, predictions: computed })).toBe(passing);
  });

  test('falls when the answers are right, but not those of the weights', () => {
    const verdict = checkProvenance(passing, { ...all, predictions: targetsOf(strings) });
    expect(verdict).toMatchObject({ passed: false, reason: 'answers not from the weights' });
    expect(verdict.sentence).toMatch(/^With the trained weights only \d+(\.\d)?% of your model's answers/);
  });

  test('falls when only the first answers are those of the weights', () => {
    const rule = targetsOf(strings);
    const turned = [...computed.slice(0, 25), ...rule.slice(25)];
    expect(checkProvenance(passing, { ...all, predictions: turned })).toMatchObject({
      reason: 'answers not from the weights',
    });
  });

  test('stands for another model, whose answers the reference cannot know', () => {
    const other = { ...all, predictions: targetsOf(strings), resemblance: 'another model' } as const;
    expect(checkProvenance(passing, other)).toBe(passing);
  });

  test('falls when the weights are others than those of the training', () => {
    const brought = { ...all, start: untrainedParams(2), predictions: computed };
    expect(checkProvenance(passing, brought)).toMatchObject({
      passed: false,
      reason: 'weights from elsewhere',
    });
  });

  test("falls when a third of the weights is that of the start, unless it is not the course's transformer", () => {
    // Two draws have nothing in common: the cosine of a and a / 3 + b is (1/3) / √(1/9 + 1), some 0.32.
    const others = new Map(listTensors(untrainedParams(2)).map(({ path, tensor }) => [path, tensor]));
    const mixed = mapTensors(start, (tensor, path) => tensor.div(3).add(others.get(path) as tf.Tensor));
    expect(kinshipOf(start, mixed)).toBeCloseTo(0.32, 1);
    const brought = { ...all, trained: mixed, predictions: computed };
    expect(checkProvenance(passing, brought).reason).toBe('weights from elsewhere');
    expect(checkProvenance(passing, { ...brought, resemblance: 'another model' })).toBe(passing);
  });
});

test('a failing verdict keeps its reason', () => {
  const failing = { ...passing, passed: false, reason: 'first half above chance' } as ReversalVerdict;
  const unlike = { start: untrainedParams(2), trained, strings, seed: 11, predictions: computed } as const;
  expect(checkProvenance(failing, { ...unlike, resemblance: 'same model' })).toBe(failing);
});
