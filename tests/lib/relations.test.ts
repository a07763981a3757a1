/** What is said of wrong numbers: each relation is made with TensorFlow.js and has to be found. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { defaultTolerance, difference } from '../support/compare';
import { normal } from '../support/inputs';
import { relation } from '../support/relations';
import '../support/setup';

const right = normal([2, 3, 4], 1);
const flat = (x: tf.Tensor) => ({ shape: x.shape, values: x.dataSync() });
const told = (received: tf.Tensor, expected: tf.Tensor = right) =>
  relation(flat(received), flat(expected), defaultTolerance);

describe('relation', () => {
  test('names an order of axes, also where the shape is another one', () => {
    const square = normal([3, 3], 2);
    expect(told(square.transpose(), square)).toBe(
      'the numbers are right, with the axes in another order: transposed by [1, 0] they fit',
    );
    const order = [1, 2, 0];
    const moved = right.transpose(order);
    const [, back = ''] = /by \[(.*)\]/.exec(told(moved) ?? '') ?? [];
    expect(moved.transpose(back.split(', ').map(Number)).sub(right).abs().max().dataSync()[0]).toBe(0);
  });

  test('names a shape that alone is wrong', () => {
    expect(told(right.reshape([6, 4]))).toBe('the numbers and their order are right, only the shape is not');
  });

  test.each([
    [2.5, '2.5'],
    [-1, '-1'],
    [Math.sqrt(6), '2.449 (√6)'],
    [1 / Math.sqrt(6), '0.4082 (1/√6)'],
    [2, '2'],
    [0.5, '0.5'],
  ])('names the factor %d', (factor, words) => {
    expect(told(right.mul(factor))).toBe(`every number is ${words} times what it should be`);
  });

  test.each([
    [1, 'large by 1'],
    [-0.25, 'small by 0.25'],
  ])('names the offset %d', (offset, words) => {
    expect(told(right.add(offset))).toBe(`every number is too ${words}`);
  });

  test('names an axis that is reversed', () => {
    expect(told(right.reverse(1))).toBe('the numbers are right, with axis 1 from back to front');
  });

  test('names an axis along which everything has moved by one', () => {
    const late = tf.concat([normal([2, 1, 4], 5), right.slice([0, 0, 0], [2, 2, 4])], 1);
    expect(told(late)).toBe('along axis 1 everything stands one place too late');
    const early = tf.concat([right.slice([0, 0, 1], [2, 3, 3]), normal([2, 3, 1], 5)], 2);
    expect(told(early)).toBe('along axis 2 everything stands one place too early');
  });

  test('names the one place that is wrong', () => {
    const one = tf.oneHot(tf.tensor1d([2], 'int32'), 3).reshape([1, 3, 1]);
    expect(told(right.add(one))).toBe('only place 2 of axis 1 is wrong (axes and places count from 0)');
  });

  test('says nothing of numbers that have nothing to do with each other', () => {
    for (let seed = 10; seed < 40; seed += 1) {
      expect(told(normal([2, 3, 4], seed))).toBeUndefined();
      expect(told(normal([3, 4], seed), normal([3, 4], seed + 100))).toBeUndefined();
    }
  });

  test('says nothing of few numbers, of constants, and of NaN', () => {
    expect(told(tf.tensor1d([2, 4, 6]), tf.tensor1d([1, 2, 3]))).toBeUndefined();
    expect(told(tf.fill([2, 3], 4), tf.ones([2, 3]))).toBeUndefined();
    expect(told(tf.fill([2, 3, 4], Number.NaN))).toBeUndefined();
  });

  test('stands below the largest error', () => {
    expect(difference(right.mul(2), right)).toMatch(
      /^largest error .* numbers are wrong\nevery number is 2 times what it should be$/,
    );
  });
});
