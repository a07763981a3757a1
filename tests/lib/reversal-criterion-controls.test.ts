import { describe, expect, test } from 'vitest';
import { Random } from '../../lib/random';
import {
  almost,
  at,
  guess,
  judge,
  perfect,
  predictBy,
  right,
  rightFor,
  strings,
} from './reversal-predictors';

describe('the controls', () => {
  const random = new Random(99);
  const some = strings.slice(0, 300);
  const targets = some.map(() => Array.from({ length: 11 }, () => random.below(10)));

  test.each([
    [
      'redrawn',
      'skill without its weights',
      'With weights drawn again at random your model still knows 100%',
    ],
    [
      'permuted',
      'skill without its weights',
      'With the trained weights mixed up within each tensor your model',
    ],
  ] as const)('%s weights must not know the second half', (name, reason, words) => {
    const verdict = judge(perfect, { [name]: predictBy(strings, perfect) });
    expect(verdict).toMatchObject({ passed: false, reason });
    expect(verdict.sentence).toContain(words);
    expect(verdict.sentence).toContain('its answers do not come from the weights it is given');
    expect(verdict.controls.filter(({ ok }) => !ok).map((control) => control.name)).toEqual([name]);
  });

  test.each(['redrawn', 'permuted'])('%s: 5714 hits of 12000 pass, 5715 do not', (name) => {
    // scipy: beta.isf(1e-7, 5716, 6285) is the first such bound at 0.5 or above
    const spread = (last: number) => at([11], rightFor(last), at([6, 7, 8, 9, 10], rightFor(952), guess));
    expect(judge(perfect, { [name]: predictBy(strings, spread(954)) }).reason).toBe('learned');
    expect(judge(perfect, { [name]: predictBy(strings, spread(955)) }).reason).toBe(
      'skill without its weights',
    );
  });

  test('shuffled targets must not teach the true reversal', () => {
    const verdict = judge(perfect, { shuffled: { predictions: predictBy(some, perfect), targets } });
    expect(verdict).toMatchObject({ passed: false, reason: 'shuffled targets learned' });
    expect(verdict.sentence).toContain('towards random tokens instead of the reversed ones');
  });

  test('shuffled targets: 423 hits of 3300 may be chance, 424 may not', () => {
    // Summed in Python: P(X >= 423) = 1.1e-7, P(X >= 424) = 8.5e-8 for X ~ Binomial(3300, 0.1)
    const foreseen = (hits: number) =>
      targets.map((tokens, index) =>
        tokens.map((token, place) => (index * 11 + place < hits ? token : (token + 1) % 10)),
      );
    const judged = (hits: number) => judge(perfect, { shuffled: { predictions: foreseen(hits), targets } });
    expect(judged(423).reason).toBe('learned');
    const verdict = judged(424);
    expect(verdict.reason).toBe('shuffled targets learned');
    expect(verdict.sentence).toContain('predicts 12.8% of tokens that were drawn at random');
    expect(verdict.controls.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['shuffled targets']);
  });

  test('all at chance, the model passes, and the verdict lists them', () => {
    const untrained = predictBy(some, guess);
    const verdict = judge(perfect, { untrained, shuffled: { predictions: untrained, targets } });
    expect(verdict.reason).toBe('learned');
    expect(verdict.controls.map(({ name, trials, ok }) => [name, trials, ok])).toEqual([
      ['untrained', 1_800, true],
      ['redrawn', 12_000, true],
      ['permuted', 12_000, true],
      ['shuffled', 1_800, true],
      ['shuffled targets', 3_300, true],
    ]);
  });

  test('where the reference vouches for them, blank weights are not judged, and the first strings are enough', () => {
    const blank = { redrawn: predictBy(some, perfect), permuted: predictBy(some, perfect) };
    const verdict = judge(perfect, { ...blank, isReference: true });
    expect(verdict.reason).toBe('learned');
    expect(verdict.controls.map(({ name }) => name)).toEqual(['untrained']);
    expect(() => judge(perfect, blank)).toThrow(
      'Expected redrawn to be 2000 strings of 11 tokens, got 300 strings',
    );
  });

  test('the same answers with all weights are the reason why nothing is learned', () => {
    const verdict = judge(guess);
    expect(verdict.reason).toBe('weights make no difference');
    expect(verdict.sentence).toContain('gives the same answers whatever weights it is given');
    for (const name of ['untrained', 'redrawn', 'permuted']) {
      expect(judge(guess, { [name]: predictBy(strings, almost) }).reason).toBe('second half not learned');
    }
  });

  test('a skill that needs no weights comes before one that was not learned, a leak before both', () => {
    const known = { permuted: predictBy(strings, perfect) };
    expect(judge(guess, known).reason).toBe('skill without its weights');
    expect(judge(right, known).reason).toBe('first half above chance');
  });
});
