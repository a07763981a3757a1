/** Every verdict of a milestone, from models that are made up: no training is needed to judge one. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Learner } from '../../lib/milestones/learner';
import { purposesOf, runMilestone } from '../../lib/milestones/run';
import type { MilestoneTask, Rows } from '../../lib/milestones/task';
import { WrongExamples } from '../../lib/milestones/text-functions';
import { initTransformer, type TransformerParams } from '../../lib/parameters';

const vocab = 6;
const config = { vocab, seq: 4, dModel: 4, heads: 1, dFf: 4, layers: 1 };
const rows = 200;
/** Counted round and round: each token says what comes next. */
const text = Array.from({ length: 1000 }, (_, place) => place % vocab);
const part = (shift: number) =>
  Array.from({ length: rows }, (_, row) => text.slice(row + shift, row + shift + 4));

const task: MilestoneTask = {
  stem: 'speech',
  loop: 'transformer',
  trained: '06-transformer',
  asked: { stage: '06-transformer', name: 'transformer' },
  steps: 2,
  batch: 100,
  learningRate: 0.01,
  margin: 0.05,
  floor: 0.2,
  piece: 'passage',
  prepare: async () => ({
    config,
    start: (seed) => initTransformer(config, seed),
    training: () => ({ inputs: part(0), targets: part(1) }),
    heldOut: () => ({
      inputs: part(0),
      targets: part(1),
      rivals: [{ name: 'bigram', losses: Array.from({ length: rows }, () => 1.5) }],
    }),
  }),
};

/** Logits with this much on the right token of the place, where `sees` says that the model may know. */
type Answer = (
  row: readonly number[],
  place: number,
  params: TransformerParams,
) => { token: number; size: number };

/** Marks trained parameters, so that a made-up model can tell them from others. */
const mark = 123;
const marked = (value: number) => tf.tensor1d([value, ...Array.from({ length: vocab - 1 }, () => 0)]);
const isTrained = (params: TransformerParams) => params.output.bias.dataSync()[0] === mark;

/** A model that answers by a rule, and a training that leaves a mark. */
function learner(rule: Answer, broken = false): Learner {
  return {
    text: {} as Learner['text'],
    train: async (_, { start, targets }) => {
      const output = { ...start.output, bias: marked(mark) };
      const shuffled = targets.dataSync().some((token, at) => token !== part(1).flat()[at]);
      const params = {
        ...start,
        output: shuffled ? { ...output, bias: marked(mark + 1) } : output,
      };
      const losses = [1.8, 1.7];
      return {
        params: { ...params, embedding: params.embedding.clone() },
        history: losses.map((loss, step) => ({ step: step + 1, loss })),
        ended: broken ? 'not a number' : 'ran out of steps',
      };
    },
    ask: async (_, params, inputs: Rows) =>
      inputs.flatMap((row) =>
        row.flatMap((_, place) => {
          const { token, size } = rule(row, place, params);
          return Array.from({ length: vocab }, (_, each) => (each === token ? size : 0));
        }),
      ),
  };
}

const next = (row: readonly number[], place: number) => ((row[place] ?? 0) + 1) % vocab;
const options = { purpose: purposesOf(1), shuffled: true };
const verdictOf = async (rule: Answer, broken = false) =>
  (await runMilestone(task, learner(rule, broken), options)).verdict;

const knows: Answer = (row, place, params) => ({ token: isTrained(params) ? next(row, place) : 0, size: 3 });

describe('runMilestone', () => {
  test('passes a model that knows more than its rival, by its trained weights alone', async () => {
    const verdict = await verdictOf(knows);
    expect(verdict.sentence).toMatch(/^Your model has learned: \d+ of 200 new passages/);
    expect(verdict).toMatchObject({ passed: true, reason: 'learned', leaking: [], tooGood: [] });
    expect(verdict.controls.map(({ name, ok }) => [name, ok])).toEqual(
      ['untrained', 'redrawn', 'permuted', 'shuffled'].map((name) => [name, true]),
    );
  });

  test('fails one that guesses, with what the checklist found', async () => {
    const verdict = await verdictOf(() => ({ token: 0, size: 0 }));
    expect(verdict.reason).toBe('not learned');
    expect(verdict.losses[0]?.loss).toBeCloseTo(Math.log(vocab), 6);
    expect(verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toContain('the token just read');
  });

  test('says where a model sees later tokens', async () => {
    const peeks: Answer = (row, place, params) =>
      place < 2 && isTrained(params) ? { token: row[place + 1] ?? 0, size: 3 } : knows(row, place, params);
    const verdict = await verdictOf(peeks);
    expect(verdict).toMatchObject({ passed: false, reason: 'sees later tokens', leaking: [1, 2] });
    expect(verdict.sentence).toMatch(/^Your mask or your split leaks: the prediction at places 1, 2 changes/);
  });

  test('says where a model is too good, and that it is not the mask', async () => {
    const sure: Answer = (row, place, params) => ({
      ...knows(row, place, params),
      size: place === 3 ? 30 : 3,
    });
    const verdict = await verdictOf(sure);
    expect(verdict).toMatchObject({ passed: false, reason: 'too good', tooGood: [4] });
    expect(verdict.sentence).toContain('Later tokens change nothing, so it is not the mask');
  });

  test('fails a rule that needs no weights', async () => {
    const always: Answer = (row, place) => ({ token: next(row, place), size: 3 });
    expect((await verdictOf(always)).reason).toBe('skill without its weights');
  });

  test('fails a mark that any training leaves', async () => {
    const anyTraining: Answer = (row, place, params) => {
      const [bias = 0] = params.output.bias.dataSync();
      return { token: bias >= mark ? next(row, place) : 0, size: 3 };
    };
    expect((await verdictOf(anyTraining)).reason).toBe('shuffled targets learned');
  });

  test('fails numbers that are not finite, whatever else holds', async () => {
    expect((await verdictOf(knows, true)).reason).toBe('not a number');
    expect((await verdictOf(() => ({ token: 0, size: Number.NaN }))).reason).toBe('not a number');
  });

  test('says so when there is nothing to train on', async () => {
    const wrong = {
      ...task,
      prepare: () => Promise.reject(new WrongExamples('splitTokens gives 9 tokens out of 10')),
    };
    const { verdict } = await runMilestone(wrong, learner(knows), options);
    expect(verdict).toMatchObject({ passed: false, reason: 'wrong examples' });
    expect(verdict.sentence).toContain('splitTokens gives 9 tokens out of 10');
  });
});
