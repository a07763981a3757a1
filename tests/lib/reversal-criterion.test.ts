import { describe, expect, test } from 'vitest';
import { judgeReversal } from '../../lib/reversal/criterion';
import { chance, errorRate, level } from '../../lib/reversal/findings';
import { keyOf } from '../../lib/reversal/task';
import type { TrainingStep } from '../../lib/reversal/verdict';
import {
  almost,
  at,
  guess,
  judge,
  perfect,
  predictBy,
  type Rule,
  right,
  rightFor,
  strings,
  unskilled,
  wrong,
} from './reversal-predictors';

const history = (loss: number, secondHalf: number): TrainingStep[] =>
  Array.from({ length: 400 }, (_, index) => ({ step: index + 1, loss, firstHalf: 0.1, secondHalf }));

describe('a model that has learned', () => {
  test('passes: perfect second half, first half at chance', () => {
    const verdict = judge(perfect);
    expect(verdict).toMatchObject({
      passed: true,
      reason: 'learned',
      chance: 0.1,
      level: 0.9,
      strings: 2000,
    });
    expect(verdict.positions.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(verdict.sentence).toMatch(
      /^Your model has learned to reverse: .* of the first half (9|10)(\.\d)?%, which is guessing\. Nothing/,
    );
  });

  test('passes whatever it guesses in the first half, as long as it only looks back', () => {
    const lookBack: Rule = (string, position) => ((string[position - 1] ?? 0) + position) % 10;
    for (const rule of [() => 0, lookBack]) expect(judge(at([1, 2, 3, 4, 5], rule, right)).passed).toBe(true);
  });

  test('has bounds around each accuracy', () => {
    for (const { hits, trials, accuracy, lower, upper } of judge(perfect).positions) {
      expect(accuracy).toBe(hits / trials);
      expect(lower).toBeLessThan(accuracy);
      expect(upper).toBeGreaterThanOrEqual(accuracy);
    }
  });
});

describe('the first half', () => {
  test('known throughout: the future leaks', () => {
    const verdict = judge(right);
    expect(verdict).toMatchObject({ passed: false, reason: 'first half above chance' });
    expect(verdict.sentence).toBe(
      'Your model knows 100% of the first half, which nobody can know before it has been read (guessing gives 10%): ' +
        'the future leaks. Look at causalMask and at where it is applied.',
    );
  });

  test('known at one place: it is named', () => {
    const verdict = judge(at([3], right, perfect));
    expect(verdict.reason).toBe('first half above chance');
    expect(verdict.sentence).toContain('knows place 3 at 100%, in the first half, which nobody can know');
    expect(verdict.positions.filter(({ ok }) => !ok).map(({ position }) => position)).toEqual([3]);
  });

  test('is the reason also when the second half is unknown', () => {
    expect(judge(at([1, 2, 3, 4, 5], right, wrong)).reason).toBe('first half above chance');
  });

  test('one place: 273 hits of 2000 may be chance, 274 may not', () => {
    // scipy: binom.sf(272, 2000, 0.1) = 1.23e-7, binom.sf(273, 2000, 0.1) = 8.52e-8
    expect(judge(at([1], rightFor(273), perfect)).reason).toBe('learned');
    expect(judge(at([1], rightFor(274), perfect)).reason).toBe('first half above chance');
  });

  test('all places together: 1159 hits of 10000 may be chance, 1160 may not', () => {
    // scipy: binom.sf(1158, 10000, 0.1) = 1.16e-7, binom.sf(1159, 10000, 0.1) = 9.79e-8
    const spread = (last: number) => at([5], rightFor(last), at([1, 2, 3, 4], rightFor(232), right));
    expect(judge(spread(231)).reason).toBe('learned');
    const verdict = judge(spread(232));
    expect(verdict.reason).toBe('first half above chance');
    expect(verdict.sentence).toContain('knows 11.6% of the first half');
  });

  test('below chance is not above it', () => {
    expect(judge(at([1, 2, 3, 4, 5], wrong, right)).passed).toBe(true);
  });
});

describe('the second half', () => {
  test('one place: 1866 hits of 2000 are not enough, 1867 are', () => {
    // scipy: beta.ppf(1e-7, 1866, 135) = 0.89965, beta.ppf(1e-7, 1867, 134) = 0.90024
    const verdict = judge(at([9], rightFor(1866), perfect));
    expect(verdict.reason).toBe('second half not learned');
    expect(verdict.sentence).toContain(
      'place 9 is known at 93.3% (certain is only 89.9%), and more than 90%',
    );
    expect(judge(at([9], rightFor(1867), perfect)).reason).toBe('learned');
  });

  test('the token in the middle is part of it', () => {
    const verdict = judge(at([6], guess, perfect));
    expect(verdict.reason).toBe('second half not learned');
    expect(verdict.sentence).toContain('place 6 is known at');
  });

  test.each([7, 8, 9, 10, 11])('place %d alone makes the difference', (place) => {
    expect(judge(at([place], guess, perfect)).reason).toBe('second half not learned');
  });

  test('off by one: a copy of the token just read is right in the middle alone', () => {
    const copy: Rule = (string, position) => string[position - 1] as number;
    const { positions } = judge(copy);
    expect(
      positions.filter(({ half, ok }) => half === 'second' && ok).map(({ position }) => position),
    ).toEqual([6]);
  });

  test('strings that were trained on do not count', () => {
    const trainedOn = new Set(strings.slice(0, 1900).map(keyOf));
    const byHeart = at([1, 2, 3, 4, 5], guess, rightFor(1900));
    expect(judge(byHeart).passed).toBe(true);
    const verdict = judge(byHeart, { trainedOn });
    expect(verdict.reason).toBe('second half not learned');
    expect([verdict.strings, verdict.unseen]).toEqual([2000, verdict.positions.at(-1)?.trials]);
    expect(verdict.positions.map(({ trials }) => trials).slice(0, 5)).toEqual(Array(5).fill(2000));
    expect(Math.max(...verdict.positions.slice(5).map(({ trials }) => trials))).toBeLessThanOrEqual(100);
  });

  test('is not learned when no new string is left', () => {
    const verdict = judge(perfect, { trainedOn: new Set(strings.map(keyOf)) });
    expect(verdict).toMatchObject({ reason: 'second half not learned' });
    expect(verdict.positions[5]).toMatchObject({ trials: 0, accuracy: 0, lower: 0, upper: 1, ok: false });
  });
});

describe('before the training', () => {
  const some = strings.slice(0, 300);
  const untrained = (rule: Rule) => judge(perfect, { untrained: predictBy(some, rule) });

  test('the second half must not be known', () => {
    const verdict = untrained(perfect);
    expect(verdict).toMatchObject({ passed: false, reason: 'untrained model above chance' });
    expect(verdict.sentence).toContain('Before any training your model knows 100% of the second half');
  });

  test('789 hits of 1800 are below one half for certain, 790 are not', () => {
    // Summed in Python: P(X <= 789) = 9.2e-8, P(X <= 790) = 1.2e-7 for X ~ Binomial(1800, 1/2)
    const spread = (last: number) => at([11], rightFor(last), at([6, 7, 8, 9, 10], rightFor(131), guess));
    expect(untrained(spread(134)).reason).toBe('learned');
    expect(untrained(spread(135)).reason).toBe('untrained model above chance');
  });

  test('the token in the middle may be right by luck', () => {
    expect(untrained(at([6], right, guess)).passed).toBe(true);
  });

  test('the first half must not be known either', () => {
    // Summed in Python: P(X >= 60) = 1.7e-7, P(X >= 61) = 7.1e-8 for X ~ Binomial(300, 0.1)
    expect(untrained(at([2], rightFor(60), guess)).reason).toBe('learned');
    const verdict = untrained(at([2], rightFor(61), guess));
    expect(verdict.reason).toBe('untrained model above chance');
    expect(verdict.sentence).toContain('of the first half, more than the 10% of guessing: the future leaks');
  });
});

describe('permutations', () => {
  test('the order of the strings makes no difference', () => {
    const order = strings.map((_, index) => (index * 7 + 3) % strings.length); // 7 and 2000 have no common factor
    const shuffled = order.map((index) => strings[index] ?? []);
    const mixed: Rule = (string, position) => (keyOf(string) % 3 === 0 ? right : wrong)(string, position, 0);
    const judged = (list: typeof strings) =>
      judgeReversal({
        strings: list,
        predictions: predictBy(list, mixed),
        ...unskilled(list),
        trainedOn: new Set(),
      });
    expect(judged(shuffled)).toEqual(judged(strings));
  });

  test('predictions of other strings are worth nothing', () => {
    const predictions = predictBy(strings, perfect);
    const rotated = [...predictions.slice(1), ...predictions.slice(0, 1)];
    expect(judge(perfect, { predictions: rotated }).reason).toBe('second half not learned');
  });

  test('predictions of other positions are worth nothing', () => {
    const late = predictBy(strings, perfect).map((tokens) => [...tokens.slice(1), 0]);
    const early = predictBy(strings, right).map((tokens) => [0, ...tokens.slice(0, -1)]);
    for (const predictions of [late, early]) expect(judge(perfect, { predictions }).passed).toBe(false);
  });
});

describe('NaN', () => {
  const nan: Rule = (string, position, index) =>
    index === 7 && position === 4 ? -1 : perfect(string, position, index);

  test('in one string is enough', () => {
    expect(judge(nan)).toMatchObject({ passed: false, reason: 'not a number' });
    expect(judge(nan).sentence).toContain('answers NaN after some training');
  });

  test('before the training is said to be there already', () => {
    const verdict = judge(perfect, { untrained: predictBy(strings, nan) });
    expect(verdict.reason).toBe('not a number');
    expect(verdict.sentence).toContain('already before the training');
  });

  test('in the loss explains a second half that was not learned, and nothing else', () => {
    const training = { history: history(2.3, 0.1).slice(0, 12), ended: 'not a number' } as const;
    expect(judge(guess, { training }).reason).toBe('not a number');
    expect(judge(guess, { training }).sentence).toContain('not finite in step 13');
    expect(judge(perfect, { training }).reason).toBe('learned');
    expect(judge(right, { training }).reason).toBe('first half above chance');
  });
});

describe('a second half that is not learned', () => {
  test.each([
    [2.29, 0.12, 'The loss stayed at 2.29, and guessing gives ln 10 = 2.30'],
    [
      1.62,
      0.5,
      'The loss came down to 1.62 in 400 steps, and no further, with 50% of the second half known; knowing all of it gives 1.05',
    ],
    [9.5, 0.1, 'The loss ended at 9.50, far above where it could be (guessing gives ln 10 = 2.30)'],
    [1.05, 0.99, 'In training it knew 99%, on new strings it does not: do its answers depend on'],
  ])('at a loss of %d is explained by its curve', (loss, secondHalf, words) => {
    const training = { history: history(loss, secondHalf), ended: 'ran out of steps' } as const;
    const { sentence } = judge(almost, { training });
    expect(sentence).toMatch(
      /^The second half is not learned: place \d+ is known at (9|10|11)(\.\d)?%, and more/,
    );
    expect(sentence).toContain(words);
  });

  test('because the training was interrupted is said so', () => {
    const training = { history: history(2, 0.2).slice(0, 1), ended: 'interrupted' } as const;
    expect(judge(almost, { training }).sentence).toContain('interrupted after 1 step.');
  });
});

describe('bad evidence', () => {
  test('as many predictions as strings are needed, of 11 tokens each', () => {
    const predictions = predictBy(strings, perfect);
    expect(() => judge(perfect, { predictions: predictions.slice(1) })).toThrow(
      'Expected predictions to be 2000 strings of 11 tokens, got 1999 strings',
    );
    expect(() => judge(perfect, { untrained: predictions.map((tokens) => tokens.slice(1)) })).toThrow(
      'Expected untrained to be 2000 strings of 11 tokens, got 2000 strings, one of them with 10 tokens',
    );
    expect(() => judge(perfect, { untrained: predictions.slice(0, 299) })).toThrow(
      'Expected untrained to be 300 strings of 11 tokens, got 299 strings',
    );
    const shuffled = { predictions: predictions.slice(0, 299), targets: predictions };
    expect(() => judge(perfect, { shuffled })).toThrow(
      'Expected shuffled to be 300 strings of 11 tokens, got 299 strings',
    );
  });
});

test('the constants are those that the document derives the error rates from', () => {
  expect([errorRate, chance, level]).toEqual([1e-7, 0.1, 0.9]);
});
