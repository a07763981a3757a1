import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { positionalEncoding } from '#impl/01-positional-encoding';
import { attempt } from '../support/attempt';
import fixture from './fixtures/01.json';
import { draws } from './support/draw';
import { positions } from './support/oracle/positions';

describe('positionalEncoding', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { seq, half } = draws().sizes('seq', 'half');
    expect(await attempt(() => positionalEncoding(seq, 2 * half))).toHaveShape([seq, 2 * half], {
      hint: 'no size is fixed: seq rows and dModel columns, whatever they are',
    });
  });

  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const draw = draws();
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const [seq, dModel] = [draw.integer(2, 60), 2 * draw.integer(1, 20)];
      expect(await positionalEncoding(seq, dModel)).toMatchTensor(positions(seq, dModel), {
        hint: 'no size is fixed: position from 0, frequency 10000^(−2i / dModel), sine and cosine interleaved',
      });
    }
  });

  test('has a row for a single position', { tags: 'property' }, async () => {
    const dModel = 2 * draws().integer(2, 9);
    expect(await positionalEncoding(1, dModel)).toMatchTensor(positions(1, dModel), {
      hint: 'one position alone still is position 0: [0, 1, 0, 1, …]',
    });
  });

  test('has products that depend on the distance alone', { tags: 'property' }, async () => {
    const [seq, dModel, distance] = [12, 2 * draws().integer(4, 12), 3];
    const rows = await positionalEncoding(seq, dModel);
    const products = rows
      .slice(0, seq - distance)
      .mul(rows.slice(distance, seq - distance))
      .sum(-1);
    expect(products).toMatchTensor(tf.fill([seq - distance], products.dataSync()[0] ?? Number.NaN), {
      hint: 'sine and cosine of a pair share one angle that grows evenly with the position',
    });
  });

  test('refuses every odd dModel with a RangeError', { tags: 'property' }, async () => {
    const dModel = 2 * draws().integer(1, 20) + 1;
    await expect(() => positionalEncoding(3, dModel)).toThrowRangeError({
      hint: 'sines and cosines come in pairs, so an odd dModel deserves a RangeError',
    });
  });

  test('equals the encoding of the PyTorch tutorial', { tags: 'fixture' }, async () => {
    expect(await positionalEncoding(fixture.seq, fixture.dModel)).toMatchTensor(fixture.encoding, {
      hint: 'some detail of the formula differs: position, frequency, or the order of the columns',
    });
  });
});
