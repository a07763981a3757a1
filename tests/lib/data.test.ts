/** Plain data in an assertion: what counts as equal, and what a student reads when it is not. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { distance, observeData } from '../../lib/diagnosis/observation';
import { defaultTolerance } from '../support/compare';
import { type Data, dataDifference, dataShare } from '../support/data';
import '../support/setup';

const differ = (received: unknown, expected: Data) => dataDifference(received, expected, defaultTolerance);

describe('dataDifference', () => {
  test('finds nothing in equal data', () => {
    const data = { kind: 'word', vocabulary: ['a', 'b'], rows: [[1, 2], []], flag: true };
    expect(differ(structuredClone(data), data)).toBeUndefined();
    expect(differ({ ...data, more: 1 }, data)).toBeUndefined();
    expect(differ(0.1 + 0.2, 0.3)).toBeUndefined();
    expect(differ(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  test.each<[unknown, Data, string]>([
    [[1, 2, 4], [1, 2, 3], 'at [2]: expected 3, received 4'],
    [{ inputs: [[1], [7]] }, { inputs: [[1], [8]] }, 'at inputs[1][0]: expected 8, received 7'],
    [[1, 2], [1, 2, 3], 'expected [1,2,3], received [1,2]'],
    [{ a: Array(200).fill(1) }, { a: Array(201).fill(1) }, 'at a: expected 201 items, received 200'],
    ['b', 'a', 'expected "a", received "b"'],
    [34160, 34157, 'expected 34157, received 34160'],
    [0.123456, 0.5, 'expected 0.5, received 0.1235'],
    [Number.NaN, 1, 'expected 1, received NaN'],
    ['1', 1, 'expected 1, received "1"'],
    [false, true, 'expected true, received false'],
    [undefined, [1], 'expected an array of 1 item, received undefined (is there a `return`?)'],
    [null, { a: 1 }, 'expected an object with a, received null'],
    [{}, { a: 1 }, 'at a: expected 1, received undefined (is there a `return`?)'],
    [[1], 1, 'expected 1, received an array of 1 item'],
    [new Error('no'), { a: 1 }, 'expected an object with a, received an error: Error: no'],
  ])('says of %j where %j was expected: %s', (received, expected, words) => {
    expect(differ(received, expected)).toBe(words);
  });

  test('says that a tensor is no plain data', () => {
    expect(differ(tf.scalar(3), 3)).toBe(
      'expected 3, received a tensor of shape [] (plain data is wanted, not a tensor)',
    );
  });
});

describe('dataShare', () => {
  test('is the largest error of the numbers', () => {
    const share = dataShare({ a: [1, 2.0005] }, { a: [1, 2] }, defaultTolerance);
    expect(share).toBeCloseTo(0.0005 / 3e-4, 6);
  });

  test('is nothing where numbers cannot be compared', () => {
    expect(dataShare([1], [1, 2], defaultTolerance)).toBeUndefined();
    expect(dataShare('a', 'a', defaultTolerance)).toBeUndefined();
  });
});

test('toMatchData brings its hint below the fact', () => {
  const assertion = () => expect([1]).toMatchData([2], { hint: 'count from 2' });
  expect(assertion).toThrow('at [0]: expected 2, received 1\nhint: count from 2');
  expect(() => expect([1]).not.toMatchData([1])).toThrow('expected other data');
});

test('observeData tells data apart, and knows it again', () => {
  const all: unknown[] = [[1, 2], [2, 1], [[1], 2], ['a'], ['b'], 'a', 1, { a: 1 }, { b: 1 }, [], true];
  for (const [index, first] of all.entries()) {
    for (const [other, second] of all.entries()) {
      const apart = distance(observeData(first), observeData(structuredClone(second)));
      if (index === other) expect(apart).toBe(0);
      else expect(apart).toBeGreaterThan(2e-3);
    }
  }
  expect(observeData([1]).what).toBe('data');
  const [first, second] = [{ a: tf.scalar(1) }, { a: tf.scalar(2) }];
  expect(distance(observeData(first), observeData(second))).toBe(0);
});
