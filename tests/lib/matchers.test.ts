/** The wording of every message that a student can read below a failed test. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { TodoError } from '../../lib/todo';
import { attempt } from '../support/attempt';
import '../support/setup';

/** The message of a failing assertion. */
function messageOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The assertion held');
}

/** The message of a failing assertion that has to be awaited. */
async function rejectionOf(assertion: Promise<unknown>): Promise<string> {
  return await assertion.then(
    () => Promise.reject(new Error('The assertion held')),
    (error: Error) => error.message,
  );
}

describe('toMatchTensor', () => {
  test('accepts nested numbers, flat values and a tensor', () => {
    const received = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const nested = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(received).toMatchTensor(nested);
    expect(received).toMatchTensor({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
    expect(received).toMatchTensor(received.clone());
    expect(tf.scalar(7)).toMatchTensor(7);
  });

  test('accepts values of any dtype', () => {
    expect(tf.tensor1d([1, 0], 'bool')).toMatchTensor([1, 0]);
    expect(tf.tensor1d([1, 0], 'int32')).toMatchTensor([1, 0]);
  });

  test('accepts an error up to absolute + relative · |expected|', () => {
    expect(tf.tensor1d([100.009, 0])).toMatchTensor([100, 0]);
    expect(tf.tensor1d([0.5])).toMatchTensor([0], { absolute: 1 });
    expect(tf.tensor1d([15])).toMatchTensor([10], { relative: 1 });
    expect(messageOf(() => expect(tf.tensor1d([100.02])).toMatchTensor([100]))).toContain(
      'largest error 0.02',
    );
  });

  test('says where the largest error is, how much is allowed, and how many numbers are wrong', () => {
    const received = tf.tensor3d([1, 2, 3, 4, 5, 6.5, 7, 9], [2, 2, 2]);
    const expected = { shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] };
    expect(messageOf(() => expect(received).toMatchTensor(expected))).toBe(
      'largest error 1 at [1, 1, 1] (tolerance 0.0009): expected 8, received 9; 2 of 8 numbers are wrong',
    );
  });

  test('puts the likely cause below the fact', () => {
    expect(messageOf(() => expect(tf.scalar(2)).toMatchTensor(1, { hint: 'is it doubled?' }))).toBe(
      'largest error 1 at [] (tolerance 0.0002): expected 1, received 2; 1 of 1 numbers are wrong\nhint: is it doubled?',
    );
  });

  test('reports the shape before NaN, and NaN before values', () => {
    const received = tf.tensor2d([Number.NaN, 5, Number.POSITIVE_INFINITY, 5], [2, 2]);
    expect(messageOf(() => expect(received).toMatchTensor([1, 2, 3, 4]))).toBe(
      'expected shape [4], received shape [2, 2]',
    );
    const expected = [
      [1, 2],
      [3, 4],
    ];
    expect(messageOf(() => expect(received).toMatchTensor(expected))).toBe(
      '2 of 4 numbers are not finite, the first is NaN at [0, 0]',
    );
  });

  test.each([
    ['nothing', undefined, 'undefined (is there a `return`?)'],
    ['null', null, 'null'],
    ['an array', [1, 2], 'an array of length 2 (make it a tensor, with `tf.tensor`)'],
    ['an object', { mean: 1, variance: 2 }, 'an object with mean, variance'],
    ['an empty object', {}, 'an object with no keys'],
    ['a number', 0.5, 'number 0.5'],
    ['a text', 'q', 'string q'],
    ['an error', new TypeError('no such shape'), 'an error: TypeError: no such shape'],
  ])('says that %s is no tensor', (_, received, words) => {
    expect(messageOf(() => expect(received).toMatchTensor([1, 2]))).toBe(
      `expected a tensor of shape [2], received ${words}`,
    );
  });

  test('explains itself also when it is negated', () => {
    expect(messageOf(() => expect(tf.scalar(1)).not.toMatchTensor(1, { hint: 'does it depend on x?' }))).toBe(
      'expected the numbers to differ\nhint: does it depend on x?',
    );
  });
});

describe('toHaveShape', () => {
  test('accepts the shape, with -1 for any size', () => {
    expect(tf.zeros([2, 3])).toHaveShape([2, 3]);
    expect(tf.zeros([2, 3])).toHaveShape([2, -1]);
  });

  test('names both shapes', () => {
    expect(messageOf(() => expect(tf.zeros([3, 2])).toHaveShape([2, 3], { hint: 'rows first' }))).toBe(
      'expected shape [2, 3], received shape [3, 2]\nhint: rows first',
    );
    expect(messageOf(() => expect(tf.zeros([2])).not.toHaveShape([2]))).toBe(
      'expected another shape than [2]',
    );
  });
});

describe('toBeFiniteTensor', () => {
  test('accepts finite numbers only', () => {
    expect(tf.zeros([2])).toBeFiniteTensor([2]);
    const received = tf.tensor2d([0, 1, Number.NEGATIVE_INFINITY, 3], [2, 2]);
    expect(messageOf(() => expect(received).toBeFiniteTensor([2, 2], { hint: '0 / 0?' }))).toBe(
      '1 of 4 numbers are not finite, the first is -Infinity at [1, 0]\nhint: 0 / 0?',
    );
    expect(messageOf(() => expect(received).toBeFiniteTensor([4]))).toBe(
      'expected shape [4], received shape [2, 2]',
    );
    expect(messageOf(() => expect(tf.zeros([2])).not.toBeFiniteTensor([2]))).toBe(
      'expected a number that is not finite',
    );
  });
});

describe('toDifferFrom', () => {
  const other = tf.tensor1d([1, 2]);

  test('wants the same shape and other finite numbers', () => {
    expect(tf.tensor1d([1, 3])).toDifferFrom(other);
    expect(messageOf(() => expect(tf.tensor1d([1, 2])).toDifferFrom(other, { hint: 'is it used?' }))).toBe(
      'expected the numbers to change, but they stayed the same\nhint: is it used?',
    );
    expect(messageOf(() => expect(tf.zeros([3])).toDifferFrom(other))).toBe(
      'expected shape [2], received shape [3]',
    );
    expect(messageOf(() => expect(tf.tensor1d([Number.NaN, 1])).toDifferFrom(other))).toBe(
      '1 of 2 numbers are not finite, the first is NaN at [0]',
    );
    expect(messageOf(() => expect(tf.zeros([2])).not.toDifferFrom(other))).toBe(
      'expected the numbers to stay the same',
    );
  });
});

describe('toIgnoreLaterToken', () => {
  // Two batch items, three positions, two features.
  const before = tf.zeros<tf.Rank.R3>([2, 3, 2]);
  const changedAt = (position: number) => {
    const after = before.bufferSync();
    after.set(0.31, 1, position, 0);
    return after.toTensor();
  };

  test('accepts a change at the token itself and after it', () => {
    expect(changedAt(1)).toIgnoreLaterToken(1, before);
    expect(changedAt(2)).toIgnoreLaterToken(1, before);
  });

  test('names the token and the first earlier position that noticed', () => {
    expect(
      messageOf(() =>
        expect(changedAt(1)).toIgnoreLaterToken(2, before, { what: 'logits', hint: 'the future leaks' }),
      ),
    ).toBe('changing token 2 changed the logits at position 1 (by up to 0.31)\nhint: the future leaks');
    expect(messageOf(() => expect(tf.ones([2, 3, 2])).toIgnoreLaterToken(2, before))).toBe(
      'changing token 2 changed the output at position 0 (by up to 1)',
    );
  });

  test('reports shape and NaN first', () => {
    expect(messageOf(() => expect(tf.zeros([2, 2, 2])).toIgnoreLaterToken(2, before))).toBe(
      'expected shape [2, 3, 2], received shape [2, 2, 2]',
    );
    expect(messageOf(() => expect(tf.fill([2, 3, 2], Number.NaN)).toIgnoreLaterToken(2, before))).toBe(
      '12 of 12 numbers are not finite, the first is NaN at [0, 0, 0]',
    );
    expect(messageOf(() => expect(before).not.toIgnoreLaterToken(2, before))).toBe(
      'expected token 2 to change an earlier position',
    );
  });
});

describe('toThrowRangeError', () => {
  test('accepts a RangeError, thrown or rejected with', async () => {
    await expect(() => {
      throw new RangeError('odd');
    }).toThrowRangeError();
    await expect(() => Promise.reject(new RangeError('odd'))).toThrowRangeError();
    class OddWidth extends RangeError {
      override readonly name = 'OddWidth';
    }
    await expect(() => Promise.reject(new OddWidth('odd'))).toThrowRangeError();
  });

  test('says what happened instead', async () => {
    const hint = 'odd numbers';
    expect(await rejectionOf(expect(() => tf.zeros([1])).toThrowRangeError({ hint }))).toBe(
      'expected a RangeError, but nothing was thrown\nhint: odd numbers',
    );
    const crash = () => Promise.reject(new TypeError('no shape'));
    expect(await rejectionOf(expect(crash).toThrowRangeError())).toBe(
      'expected a RangeError, received an error: TypeError: no shape',
    );
    const text = () => Promise.reject('odd');
    expect(await rejectionOf(expect(text).toThrowRangeError())).toBe(
      'expected a RangeError, received string odd',
    );
    const range = () => Promise.reject(new RangeError('odd'));
    expect(await rejectionOf(expect(range).not.toThrowRangeError())).toBe('expected no RangeError');
  });

  test('lets "not written yet" through', async () => {
    const stub = () => Promise.reject(new TodoError('positionalEncoding'));
    await expect(expect(stub).toThrowRangeError()).rejects.toBeInstanceOf(TodoError);
  });
});

describe('attempt', () => {
  test('returns the result, or the error of a wrong call', async () => {
    expect(await attempt(() => 3)).toBe(3);
    expect(await attempt(() => Promise.reject(new TypeError('shapes')))).toBeInstanceOf(TypeError);
    expect(
      await attempt(() => {
        throw new Error('shapes');
      }),
    ).toBeInstanceOf(Error);
  });

  test('lets "not written yet" and errors of other kinds through', async () => {
    const late = Object.assign(new Error('took too long'), { name: 'TimeoutError' });
    await expect(attempt(() => Promise.reject(new TodoError('embed')))).rejects.toBeInstanceOf(TodoError);
    await expect(attempt(() => Promise.reject(late))).rejects.toBe(late);
  });
});
