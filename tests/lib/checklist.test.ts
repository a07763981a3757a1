/** The checklist, on curves and models that are made up: each of them has one thing wrong. */
import { describe, expect, test } from 'vitest';
import { type Check, checklist, findingsOf, type Symptoms } from '../../lib/language-model/checklist';
import { initTransformer, mapTensors } from '../../lib/parameters';

const vocab = 10;
const config = { vocab, seq: 8, dModel: 4, heads: 1, dFf: 4, layers: 1 };
const before = initTransformer(config, 1);
const after = mapTensors(before, (tensor) => tensor.add(0.1));
/** From guessing to half of it, and flat at the end. */
const learns = Array.from({ length: 60 }, (_, step) => Math.log(vocab) * (0.5 + 0.5 * Math.exp(-step / 5)));

const symptoms: Symptoms = {
  choices: vocab,
  losses: learns,
  broken: false,
  targets: 64,
  before,
  after,
};

const findings = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok).map(({ name }) => name);
const named = async (changes: Partial<Symptoms>, name: string) => {
  const found = (await checklist({ ...symptoms, ...changes })).find((each) => each.name === name);
  return found?.ok === false ? found.sentence : undefined;
};

test('finds nothing where nothing is wrong', async () => {
  expect(findings(await checklist(symptoms))).toEqual([]);
});

describe('the loss at step 1', () => {
  const first = (loss: number) => named({ losses: [loss, ...learns.slice(1)] }, 'loss at step 1');

  test.each([
    ['a sum for a mean', Math.log(vocab) * 64, /64 targets: a sum where a mean should be/],
    ['bits', Math.log2(vocab), /to the base 2/],
    ['a missing sign', -Math.log(vocab), /the minus sign is missing/],
    ['a softmax over the targets', Math.log(64), /the softmax runs over the targets/],
    ['large logits', 100, /43\.4 times that/],
    ['an answer in the question', 0.4, /Less than guessing before anything was learned/],
    ['no number', Number.NaN, /no loss at step 1/],
  ])('tells %s', async (_, loss, words) => {
    expect(await first(loss)).toMatch(words);
  });

  test.each([-0.5, 0, 0.5, 1.4])('may be %f away from guessing', async (away) => {
    if (Math.abs(Math.log(vocab) + away - Math.log2(vocab)) < 0.2) return;
    expect(await first(Math.log(vocab) + away)).toBeUndefined();
  });
});

describe('gradients', () => {
  test('names the parameters that did not change', async () => {
    const still = { ...after, embedding: before.embedding };
    expect(await named({ after: still }, 'gradients')).toMatch(
      /^No gradient has reached embedding: .* it is what it was/,
    );
  });

  test('says so when none did', async () => {
    expect(await named({ after: before }, 'gradients')).toMatch(/any parameter/);
  });

  test('does not ask for the bias of the keys, which changes nothing', async () => {
    const [block] = after.blocks;
    const { key } = before.blocks[0]?.attention ?? {};
    const blocks = [
      { ...block, attention: { ...block?.attention, key: { ...key, weight: block?.attention.key.weight } } },
    ];
    expect(await named({ after: { ...after, blocks } as never }, 'gradients')).toBeUndefined();
  });
});

describe('the curve', () => {
  test('goes up', async () => {
    const rises = learns.map((loss, step) => loss + Math.max(0, step - 30) * 0.1);
    expect(await named({ losses: rises }, 'learning rate')).toMatch(/too large, or a step goes uphill/);
  });

  test('does not move', async () => {
    expect(await named({ losses: learns.map(() => 2.3) }, 'learning rate')).toMatch(/hardly moved/);
  });

  test('ends in no number', async () => {
    expect(await named({ broken: true }, 'learning rate')).toMatch(/is not a number any more/);
  });

  test('is still falling', async () => {
    const falls = learns.map((_, step) => 2.3 - step * 0.02);
    expect(await named({ losses: falls }, 'steps')).toMatch(/still falling/);
  });
});

describe('the model', () => {
  /** Counted round: each token says what comes next. */
  const passages = Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 9 }, (_, place) => (row + place) % vocab),
  );
  type Rule = (row: readonly number[], place: number) => readonly number[];
  const sure = (token: number) =>
    Array.from({ length: vocab }, (_, each) => (each === (token + vocab) % vocab ? 3 : 0));
  const asked = (rule: Rule, losses = learns) =>
    checklist({
      ...symptoms,
      losses,
      next: {
        passages,
        unigram: Math.log(vocab),
        ask: async (_, rows) => rows.flatMap((row) => row.flatMap((_, place) => rule(row, place))),
      },
    });
  const at = (row: readonly number[], place: number) => row[place] ?? 0;
  /** What came before, and where, moves the logits a little. */
  const withPast = (logits: readonly number[], row: readonly number[], place: number) =>
    logits.map(
      (logit, each) =>
        logit +
        (0.01 *
          row.slice(0, place).reduce((sum, token, where) => sum + token * (where + 1) * (each + 1), 0)) /
          100,
    );

  test.each<[string, Rule, string[]]>([
    ['is right', (row, place) => withPast(sure(at(row, place) + 1), row, place), []],
    [
      'names the token that it reads',
      (row, place) => withPast(sure(at(row, place)), row, place),
      ['targets'],
    ],
    [
      'names the one after the next',
      (row, place) => withPast(sure(at(row, place) + 2), row, place),
      ['targets'],
    ],
    ['names the one before', (row, place) => withPast(sure(at(row, place) - 1), row, place), ['targets']],
    ['reads its last token alone', (row, place) => sure(at(row, place) + 1), ['earlier tokens']],
    [
      'sees what comes',
      (row, place) => withPast(sure(at(row, place + 1) + at(row, place) - at(row, place)), row, place),
      ['later tokens', 'the token just read'],
    ],
    [
      'knows no positions',
      (row, place) =>
        sure(at(row, place) + 1).map(
          (logit, each) => logit + 0.01 * each * row.slice(0, place).reduce((sum, token) => sum + token, 0),
        ),
      ['positions'],
    ],
  ])('%s', async (_, rule, expected) => {
    expect(findings(await asked(rule))).toEqual(expected);
  });

  test('reads nothing', async () => {
    const counts = learns.map((loss) => Math.log(vocab) + (loss - 1.15) / 2);
    expect(findings(await asked(() => sure(0), counts))).toEqual(['targets', 'the token just read']);
  });

  test('knows its batches by heart', async () => {
    const wrong: Rule = (row, place) =>
      withPast(
        sure(at(row, place) + 5).map((logit) => logit * 3),
        row,
        place,
      );
    const curve = learns.map((_, step) => (step < 40 ? 2.3 - step * 0.05 : 0.3));
    expect(findings(await asked(wrong, curve))).toContain('by heart');
  });
});

test('at most three findings are told, in order', () => {
  const one = (name: string, ok = false) => ({ name, ok, sentence: name });
  expect(findingsOf(['a', 'b', 'c', 'd'].map((name) => one(name, name === 'a')))).toEqual(['b', 'c', 'd']);
  expect(findingsOf(['a', 'b', 'c', 'd'].map((name) => one(name)))).toEqual(['a', 'b', 'c']);
});
