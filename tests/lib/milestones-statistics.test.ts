/** Statements, baselines and losses of the milestones, against numbers that were worked out by hand. */
import { describe, expect, test } from 'vitest';
import { bigram, unigram } from '../../lib/milestones/baselines';
import { leakingPlaces } from '../../lib/milestones/leak';
import { answersOf, lossByPlace, meanLoss } from '../../lib/milestones/scores';
import { errorRate, statementOf } from '../../lib/milestones/statement';

const hits = (count: number, of: number) => Array.from({ length: of }, (_, index) => index < count);

describe('statementOf', () => {
  test('has the exact bound where all are hits: p with pⁿ = the error rate', () => {
    const { lower, share } = statementOf('bigram', hits(300, 300), 0.5);
    expect(lower).toBeCloseTo(errorRate ** (1 / 300), 10);
    expect(share).toBe(1);
  });

  test('is not ok for a share that chance explains: half and a little more of 300', () => {
    expect(statementOf('bigram', hits(150, 300), 0.5).ok).toBe(false);
    // Five standard deviations, √75 = 8.66 each, are 43.3: a normal curve has 2.9e-7 beyond them, more than the error rate.
    expect(statementOf('bigram', hits(193, 300), 0.5).ok).toBe(false);
    expect(statementOf('bigram', hits(200, 300), 0.5).ok).toBe(true);
  });

  test('needs something to count', () => {
    expect(statementOf('bigram', [], 0.5)).toMatchObject({ share: 0, lower: 0, ok: false });
  });
});

describe('baselines', () => {
  const text = [0, 1, 0, 1, 0, 2];

  test('unigram: counts and half an occurrence each, of 4 tokens', () => {
    // 3, 2, 1, 0 occurrences and 4 halves: 8 in all.
    const expected = [3.5, 2.5, 1.5, 0.5].map((count) => -Math.log(count / 8));
    expect(expected.map((_, token) => unigram(text, 4)(token, 0))).toEqual(
      expected.map((loss) => expect.closeTo(loss, 12)),
    );
  });

  test('bigram: after 0 come 1, 1 and 2, so three pairs of two kinds', () => {
    const loss = bigram(text, 4);
    const share = (pair: number, single: number) => -Math.log((pair + (2 * single) / 8) / (3 + 2));
    expect(loss(1, 0)).toBeCloseTo(share(2, 2.5), 12);
    expect(loss(2, 0)).toBeCloseTo(share(1, 1.5), 12);
    expect(loss(3, 0)).toBeCloseTo(share(0, 0.5), 12);
  });

  test('bigram: after a token that nothing follows it is the unigram', () => {
    expect(bigram(text, 4)(1, 3)).toBe(unigram(text, 4)(1, 3));
  });

  test.each([0, 1, 2, 3])('the probabilities after %i sum to 1', (before) => {
    const loss = bigram(text, 4);
    const sum = [0, 1, 2, 3].reduce((total, token) => total + Math.exp(-loss(token, before)), 0);
    expect(sum).toBeCloseTo(1, 12);
  });
});

describe('answersOf', () => {
  test('gives ln 4 for equal logits, and the odds for others, however large', () => {
    const { losses } = answersOf([0, 0, 0, 0, 1000, 1000 + Math.log(3), -1e9, -1e9], [[2, 1]]);
    expect(losses[0]?.[0]).toBeCloseTo(Math.log(4), 12);
    expect(losses[0]?.[1]).toBeCloseTo(-Math.log(3 / 4), 12);
  });

  test('leaves out places that are not asked for', () => {
    const { losses, choices } = answersOf([0, 0, 5, 0, 0, 0], [[0, -1, 1]]);
    expect(losses[0]?.map(Number.isNaN)).toEqual([false, true, false]);
    expect(meanLoss(losses)).toBeCloseTo(Math.log(2), 12);
    expect(lossByPlace(losses)[2]).toBeCloseTo(Math.log(2), 12);
    expect(choices).toEqual([[0, 0, 0]]);
  });

  test('no number is the worst answer', () => {
    expect(answersOf([Number.NaN, 0], [[1]]).losses).toEqual([[Number.POSITIVE_INFINITY]]);
  });
});

describe('leakingPlaces', () => {
  const passages = [
    [1, 2, 3, 4],
    [4, 3, 2, 1],
    [5, 6, 7, 8],
    [8, 7, 6, 5],
  ];
  /** One logit for each place: the sum of the tokens that it sees. */
  const seeing =
    (sees: (place: number, other: number) => boolean) => async (rows: readonly (readonly number[])[]) =>
      rows.flatMap((row) =>
        row.map((_, place) => row.reduce((sum, token, other) => sum + (sees(place, other) ? token : 0), 0)),
      );

  test.each<[string, (place: number, other: number) => boolean, number[]]>([
    ['itself and what came before', (place, other) => other <= place, []],
    ['the next token', (place, other) => other <= place + 1, [0, 1, 2]],
    [
      'the last token, from the second place',
      (place, other) => other <= place || (place === 1 && other === 3),
      [1],
    ],
  ])('of a model that sees %s', async (_, sees, places) => {
    expect(await leakingPlaces(seeing(sees), passages)).toEqual(places);
  });
});
