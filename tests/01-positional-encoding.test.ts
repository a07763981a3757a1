import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { positionalEncoding } from '#impl/01-positional-encoding';
import fixture from './fixtures/01.json';
import { attempt } from './support/attempt';

describe('positionalEncoding', () => {
  test('has one row per position and one column per feature', { tags: 'shape' }, async () => {
    expect(await attempt(() => positionalEncoding(5, 8))).toHaveShape([5, 8], {
      hint: 'rows are positions and columns are features: [seq, dModel]',
    });
  });

  test('is sine and cosine of p · 10000^(−2i / dModel)', { tags: 'example' }, async () => {
    // dModel = 4: i is 0 or 1, so the two frequencies are 1 and 10000^(−1/2) = 0.01.
    const row = (p: number) => [Math.sin(p), Math.cos(p), Math.sin(0.01 * p), Math.cos(0.01 * p)];
    expect(await positionalEncoding(3, 4)).toMatchTensor([row(0), row(1), row(2)], {
      hint: 'write the first two rows for dModel = 4 by hand and compare: position from 0, sine before cosine, frequency 10000^(−2i / dModel)',
    });
  });

  test('starts at position 0', { tags: 'property' }, async () => {
    const rows = await positionalEncoding(3, 6);
    // Whatever their order, at angle 0 all sines are 0 and all cosines are 1.
    const first = Array.from(rows.dataSync().slice(0, 6)).sort();
    expect(tf.tensor1d(first)).toMatchTensor([0, 0, 0, 1, 1, 1], {
      hint: 'the first position is 0: sin 0 = 0 and cos 0 = 1. Does yours start at 1?',
    });
  });

  test('puts sine in the even columns and cosine in the odd ones', { tags: 'property' }, async () => {
    const rows = await positionalEncoding(3, 64);
    // At the first position the slowest wave has not begun to turn: its sine is 0, its cosine 1.
    expect(rows.slice([0, 62], [1, 2])).toMatchTensor([[0, 1]], {
      absolute: 1e-2,
      hint: 'column 2i is the sine and column 2i + 1 the cosine: are they swapped, or not interleaved?',
    });
  });

  test('pairs sine and cosine of one angle in neighbouring columns', { tags: 'property' }, async () => {
    const rows = await positionalEncoding(5, 8);
    const squares = rows.reshape([5, 4, 2]).square().sum(-1);
    expect(squares).toMatchTensor(tf.ones([5, 4]), {
      hint: 'sin² + cos² of one angle is 1: columns 2i and 2i + 1 share an angle. Are sine and cosine interleaved, or two halves side by side?',
    });
  });

  test('turns pair i by 10000^(−2i / dModel) from each position to the next', {
    tags: 'property',
  }, async () => {
    const pairs = (await positionalEncoding(4, 10)).reshape([4, 5, 2]);
    const turns = pairs
      .slice([1, 0, 0], [3, 5, 2])
      .mul(pairs.slice([0, 0, 0], [3, 5, 2]))
      .sum(-1);
    const expected = [0, 1, 2, 3, 4].map((i) => Math.cos(10000 ** (-i / 5)));
    expect(turns).toMatchTensor(Array(3).fill(expected), {
      hint: 'look at the frequency: base 10000, exponent −2i / dModel, where i counts the pairs of columns',
    });
  });

  test('gives a position the same row in a longer encoding', { tags: 'property' }, async () => {
    const longer = await positionalEncoding(9, 6);
    const shorter = await positionalEncoding(4, 6);
    expect(longer.slice([0, 0], [4, 6])).toMatchTensor(shorter, {
      hint: 'a row depends on its position and on dModel, never on seq',
    });
  });

  test('refuses an odd dModel with a RangeError', { tags: 'property' }, async () => {
    await expect(() => positionalEncoding(4, 5)).toThrowRangeError({
      hint: 'sines and cosines come in pairs, so an odd dModel deserves a RangeError',
    });
  });

  test('equals the encoding of the PyTorch tutorial', { tags: 'fixture' }, async () => {
    const { seq, dModel, encoding } = fixture;
    expect(await positionalEncoding(seq, dModel)).toMatchTensor(encoding, {
      hint: 'some detail of the formula differs: position, frequency, or the order of the columns',
    });
  });
});
