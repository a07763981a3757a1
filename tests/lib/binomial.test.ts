import { describe, expect, test } from 'vitest';
import { lowerBound, lowerTail, upperBound, upperTail } from '../../lib/statistics/binomial';

/** P(from ≤ X ≤ to) for a probability of numerator / denominator, by integers of any length. */
function exactMass(
  from: number,
  to: number,
  trials: number,
  [numerator, denominator]: [number, number],
): number {
  const [hit, miss] = [BigInt(numerator), BigInt(denominator - numerator)];
  let ways = 1n;
  let sum = 0n;
  for (let hits = 0; hits <= to; hits += 1) {
    if (hits >= from) sum += ways * hit ** BigInt(hits) * miss ** BigInt(trials - hits);
    ways = (ways * BigInt(trials - hits)) / BigInt(hits + 1);
  }
  return ratio(sum, BigInt(denominator) ** BigInt(trials));
}

/** The quotient of two integers, each too long for a number. */
function ratio(above: bigint, below: bigint): number {
  const shift = below.toString(2).length - above.toString(2).length + 64;
  return Number((above << BigInt(shift)) / below) / 2 ** 64 / 2 ** (shift - 64);
}

const relativeError = (received: number, expected: number) => Math.abs(received / expected - 1);

describe('tails', () => {
  test.each<[number, number, [number, number]]>([
    [1, 3, [1, 2]],
    [3, 3, [1, 3]],
    [9, 12, [3, 4]],
    [17, 40, [1, 8]],
    [274, 2000, [1, 10]],
    [400, 2000, [1, 10]],
    [150, 2000, [1, 10]],
    [1998, 2000, [9, 10]],
    [1184, 2000, [1, 2]],
  ])('%d of %d hits: exact to 12 digits', (hits, trials, [numerator, denominator]) => {
    const p = numerator / denominator;
    const above = exactMass(hits, trials, trials, [numerator, denominator]);
    const below = exactMass(0, hits, trials, [numerator, denominator]);
    expect(relativeError(upperTail(hits, trials, p), above)).toBeLessThan(1e-12);
    expect(relativeError(lowerTail(hits, trials, p), below)).toBeLessThan(1e-12);
  });

  test('are exact far out: mpmath with 40 digits', () => {
    expect(relativeError(upperTail(1200, 10_000, 0.1), 4.8026329373129505e-11)).toBeLessThan(1e-12);
    expect(relativeError(upperTail(943, 2000, 0.1715), 3.6389068037702194e-210)).toBeLessThan(1e-12);
  });

  test('add up to 1 with the hits counted twice taken out', () => {
    for (const hits of [1, 5, 11, 19]) {
      expect(upperTail(hits, 20, 0.3) + lowerTail(hits - 1, 20, 0.3)).toBeCloseTo(1, 14);
    }
  });

  test('are certain where nothing else can be', () => {
    expect([upperTail(0, 5, 0.3), lowerTail(5, 5, 0.3), upperTail(0, 0, 0.5)]).toEqual([1, 1, 1]);
    expect([upperTail(1, 5, 0), upperTail(5, 5, 1), lowerTail(4, 5, 1), lowerTail(0, 5, 0)]).toEqual([
      0, 1, 0, 1,
    ]);
  });
});

describe('bounds', () => {
  // mpmath with 40 digits: the roots of the tails, by bisection.
  test.each([
    [195, 200, 1e-7, 0.8668434305383393, 0.9994670370357303],
    [20, 200, 1e-7, 0.023950195000203435, 0.24782380971039705],
    [0, 200, 1e-7, 0, 0.07742857284523684],
    [200, 200, 1e-7, 0.9225714271547631, 1],
    [5, 10, 0.05, 0.22244110100812908, 0.7775588989918709],
    [1, 300, 1e-7, 3.333333499444455e-10, 0.06184464613317449],
    [3, 7, 1e-3, 0.03156080024518216, 0.9233454571731127],
  ])('%d of %d hits at error rate %d', (hits, trials, errorRate, lower, upper) => {
    expect(lowerBound(hits, trials, errorRate)).toBeCloseTo(lower, 13);
    expect(upperBound(hits, trials, errorRate)).toBeCloseTo(upper, 13);
    if (lower > 0) expect(relativeError(lowerBound(hits, trials, errorRate), lower)).toBeLessThan(1e-12);
  });

  test('know nothing without trials', () => {
    expect([lowerBound(0, 0, 0.01), upperBound(0, 0, 0.01)]).toEqual([0, 1]);
  });

  test('agree with the tests: above p exactly when the tail at p is rarer than the error rate', () => {
    for (let hits = 1; hits <= 40; hits += 1) {
      expect(lowerBound(hits, 40, 1e-3) > 0.1).toBe(upperTail(hits, 40, 0.1) < 1e-3);
    }
  });
});

describe('bad arguments', () => {
  test.each([
    [-1, 5, 0.5],
    [6, 5, 0.5],
    [1.5, 5, 0.5],
    [Number.NaN, 5, 0.5],
    [1, -1, 0.5],
    [1, 5.5, 0.5],
    [1, Number.POSITIVE_INFINITY, 0.5],
    [1, 5, -0.1],
    [1, 5, 1.1],
    [1, 5, Number.NaN],
  ])('%d of %d hits with %d is a RangeError', (hits, trials, probability) => {
    for (const compute of [upperTail, lowerTail, lowerBound, upperBound]) {
      expect(() => compute(hits, trials, probability)).toThrow(RangeError);
    }
  });

  test('a bound needs an error rate between 0 and 1', () => {
    expect(() => lowerBound(1, 5, 0)).toThrow('Expected errorRate to be a probability, got 0');
    expect(() => upperBound(1, 5, 1)).toThrow(RangeError);
  });
});
