import { describe, expect, test } from 'vitest';
import { accuracyOf, hitsAt, noAnswer, predictionsOf } from '../../lib/reversal/predictions';
import {
  half,
  halfOf,
  heldOut,
  heldOutStrings,
  inputsOf,
  keyOf,
  positions,
  predicted,
  reversalConfig,
  reversalTraining,
  targetsOf,
  trainedKeys,
  trainingBatch,
  vocab,
} from '../../lib/reversal/task';

const example = [7, 1, 0, 9, 9, 4, 4, 9, 9, 0, 1, 7];

describe('strings', () => {
  test('are six tokens and the same six reversed', () => {
    for (const string of heldOut(3, 50)) {
      expect(string).toHaveLength(12);
      expect(string.slice(6)).toEqual(string.slice(0, 6).reverse());
      expect(string.every((token) => Number.isInteger(token) && token >= 0 && token < vocab)).toBe(true);
    }
  });

  test('have uniform tokens that do not depend on each other', () => {
    const strings = heldOut(5, 20_000);
    const counts = new Map<string, number>();
    for (const string of strings) {
      for (let place = 0; place < half - 1; place += 1) {
        const pair = `${place}: ${string[place]}${string[place + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(500);
    // 500 counts of mean 200: the largest of them strays by 5 deviations with probability 0.0003.
    const stray = Math.max(...[...counts.values()].map((count) => Math.abs(count - 200)));
    expect(stray).toBeLessThan(5 * Math.sqrt(200));
  });

  test('are a function of the seed', () => {
    expect(heldOut(8)).toEqual(heldOut(8));
    expect(heldOut(8)).toHaveLength(heldOutStrings);
    expect(heldOut(8, 5)).toEqual(heldOut(8).slice(0, 5));
    expect(heldOut(8, 5)).not.toEqual(heldOut(9, 5));
  });
});

describe('training batches', () => {
  test('are a function of seed and step, in whatever order they are drawn', () => {
    const [third, second] = [trainingBatch(4, 3), trainingBatch(4, 2)];
    expect([trainingBatch(4, 2), trainingBatch(4, 3)]).toEqual([second, third]);
    expect(third).not.toEqual(second);
    expect(third).toHaveLength(reversalTraining.batch);
  });

  test('share no more strings with the held-out ones than chance brings together', () => {
    // 6400 of a million keys were trained on; of 2000 held-out strings 12.8 are among them on average.
    const trained = trainedKeys(1, 200);
    const shared = heldOut(1).filter((string) => trained.has(keyOf(string))).length;
    expect(trained.size).toBeGreaterThan(6300);
    expect(shared).toBeLessThan(40);
  });

  test('can all be recomputed by their keys', () => {
    const trained = trainedKeys(6, 4);
    for (const step of [1, 2, 3, 4]) {
      for (const string of trainingBatch(6, step)) expect(trained.has(keyOf(string))).toBe(true);
    }
    expect(trainingBatch(6, 5).every((string) => trained.has(keyOf(string)))).toBe(false);
    expect(trainedKeys(6).size).toBeGreaterThan(12_000);
  });

  test('have one key for each string', () => {
    expect(keyOf(example)).toBe(710994);
    expect(keyOf([0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0])).toBe(2);
  });
});

describe('the off-by-one', () => {
  test('the model reads all tokens but the last and predicts all but the first', () => {
    expect(inputsOf([example])).toEqual([[7, 1, 0, 9, 9, 4, 4, 9, 9, 0, 1]]);
    expect(targetsOf([example])).toEqual([[1, 0, 9, 9, 4, 4, 9, 9, 0, 1, 7]]);
    expect(predicted).toBe(reversalConfig.seq);
  });

  test('positions 1 to 5 cannot be known, 6 to 11 can', () => {
    expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(positions.map(halfOf)).toEqual([...Array(5).fill('first'), ...Array(6).fill('second')]);
  });

  test('the token at each position of the second half has been read when it is predicted', () => {
    for (const position of positions.filter((place) => halfOf(place) === 'second')) {
      const read = inputsOf([example])[0]?.slice(0, position) ?? [];
      expect(example[position]).toBe(read[11 - position]);
    }
  });

  test('the token in the middle is the one just read', () => {
    expect(inputsOf([example])[0]?.[5]).toBe(targetsOf([example])[0]?.[5]);
    const other = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1];
    expect(hitsAt(6, [other], [other.slice(0, -1)])).toBe(1); // a copy of the input is right there,
    expect(hitsAt(5, [other], [other.slice(0, -1)])).toBe(0); // not before
    expect(hitsAt(7, [other], [other.slice(0, -1)])).toBe(0); // and not after
  });
});

describe('predictionsOf', () => {
  /** Logits of one string: 0, but for the largest of each row. */
  const logitsFor = (tokens: readonly number[]) =>
    Float32Array.from(
      tokens.flatMap((token) => Array.from({ length: 10 }, (_, id) => (id === token ? 2 : 0))),
    );

  test('takes the largest logit of each row', () => {
    const tokens = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
    expect(predictionsOf(logitsFor([...tokens, ...tokens.toReversed()]))).toEqual([
      tokens,
      tokens.toReversed(),
    ]);
  });

  test('takes the first of equal logits, and infinite ones as they are', () => {
    expect(predictionsOf(new Float32Array(110))).toEqual([Array(11).fill(0)]);
    const logits = new Float32Array(110).fill(Number.NEGATIVE_INFINITY);
    logits[4] = -5;
    expect(predictionsOf(logits)[0]?.slice(0, 2)).toEqual([4, 0]);
  });

  test('gives no answer where a row holds NaN', () => {
    const logits = logitsFor(Array(11).fill(6));
    logits[29] = Number.NaN;
    expect(predictionsOf(logits)).toEqual([[6, 6, noAnswer, ...Array(8).fill(6)]]);
  });

  test('refuses a number of logits that is not whole strings', () => {
    expect(() => predictionsOf(new Float32Array(109))).toThrow(
      /^Expected logits \[strings, 11, 10\], got 109/,
    );
    expect(predictionsOf([])).toEqual([]);
  });
});

describe('accuracyOf', () => {
  test('is the share of right predictions in a half', () => {
    const string = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1];
    const answers = [[2, 0, 0, 0, 0, 6, 5, 4, 0, 0, 0]];
    expect(accuracyOf('first', [string], answers)).toBeCloseTo(1 / 5, 12);
    expect(accuracyOf('second', [string], answers)).toBeCloseTo(3 / 6, 12);
  });
});
