import { describe, expect, test } from 'vitest';
import { advance, Random } from '../../lib/random';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

describe('advance', () => {
  test('is xoshiro128**', () => {
    // From a line-by-line Python version of the authors' C code, with state 1, 2, 3, 4.
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    const state: [number, number, number, number] = [1, 2, 3, 4];
    expect(expected.map(() => advance(state))).toEqual(expected);
  });
});

describe('Random', () => {
  test('repeats itself for the same seed and stream', () => {
    expect(draw(new Random(5, 1, 2), 20)).toEqual(draw(new Random(5, 1, 2), 20));
  });

  test('differs between neighbouring seeds, streams, signs and sizes', () => {
    const firsts = [[0], [1], [-1], [2 ** 32], [2 ** 32 + 1], [0, 0], [0, 1], [1, 0], [0, 0, 0]].map(
      ([seed = 0, ...stream]) => new Random(seed, ...stream).uint32(),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  test('draws each digit about equally often, also over many streams', () => {
    const random = new Random(11);
    const long = Array.from({ length: 20_000 }, () => random.below(10));
    const wide = Array.from({ length: 20_000 }, (_, stream) => new Random(11, stream).below(10));
    for (const digits of [long, wide]) {
      const counts = Array.from({ length: 10 }, (_, digit) => digits.filter((each) => each === digit).length);
      const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
      expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom: 0.1% lie above
    }
  });

  test('draws from a limit that is not a power of two without bias', () => {
    // With a plain remainder of 32 bits the lower third would come up twice as often as each of the others.
    const random = new Random(3);
    const limit = 3 * 2 ** 30;
    const low = Array.from({ length: 9000 }, () => random.below(limit)).filter((drawn) => drawn < 2 ** 30);
    expect(Math.abs(low.length - 3000)).toBeLessThan(4 * Math.sqrt(2000));
  });

  test('draws units from 0 up to 1', () => {
    const random = new Random(4);
    const units = Array.from({ length: 4000 }, () => random.unit());
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * units.length));
  });

  test('refuses seeds and limits that are no exact integers', () => {
    expect(() => new Random(0.5)).toThrow('Expected a seed to be an integer below 2^53, got 0.5');
    expect(() => new Random(1, 2 ** 53)).toThrow(RangeError);
    for (const limit of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) {
      expect(() => new Random(1).below(limit)).toThrow(RangeError);
    }
    expect(new Random(1).below(1)).toBe(0);
  });
});
