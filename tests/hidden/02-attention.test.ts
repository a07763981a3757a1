import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attention, attentionPattern } from '#impl/02-attention';
import { attempt } from '../support/attempt';
import { normal, tensorOf } from '../support/inputs';
import fixture from './fixtures/02.json';
import { type Draws, draws } from './support/draw';
import { matricesOf, stacked } from './support/numbers';
import * as oracle from './support/oracle/attention';
import type { Matrix } from './support/oracle/matrix';

/** Inputs with drawn sizes and this many leading axes. */
function inputs(draw: Draws, axes: number) {
  const { batch, heads, queries, keys, dHead, dValue } = draw.sizes(
    'batch',
    'heads',
    'queries',
    'keys',
    'dHead',
    'dValue',
  );
  const leading = [batch, heads, 2].slice(0, axes);
  const [q, k, v] = [
    normal([...leading, queries, dHead], draw.seed()),
    normal([...leading, keys, dHead], draw.seed()),
    normal([...leading, keys, dValue], draw.seed()),
  ];
  return { leading, queries, keys, dValue, q, k, v };
}

/** What the oracle makes of each item of the leading axes. */
function expectedOf(leading: readonly number[], q: tf.Tensor, k: tf.Tensor, v?: tf.Tensor) {
  const [qs, ks] = [matricesOf(q), matricesOf(k)];
  const vs = v ? matricesOf(v) : [];
  const none: Matrix = [];
  return stacked(
    leading,
    qs.map((item, index) => {
      const [key, value] = [ks[index] ?? none, vs[index]];
      return value ? oracle.attention(item, key, value) : oracle.pattern(item, key);
    }),
  );
}

describe('attentionPattern', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { leading, q, k, queries, keys } = inputs(draws(), 2);
    expect(await attempt(() => attentionPattern(q, k))).toHaveShape([...leading, queries, keys], {
      hint: 'no size is fixed: rows are queries, columns are keys',
    });
  });

  test('equals the formula with 0, 1, 2 and 3 leading axes', { tags: 'property' }, async () => {
    const draw = draws();
    for (const axes of [0, 1, 2, 3]) {
      const { leading, q, k } = inputs(draw, axes);
      expect(await attempt(() => attentionPattern(q, k))).toMatchTensor(expectedOf(leading, q, k), {
        hint: 'softmax(q kᵀ / √dHead) over the keys, with any number of leading axes: count axes from the end',
      });
    }
  });

  test('moves its columns with the keys', { tags: 'property' }, async () => {
    const draw = draws();
    const { q, k, keys } = inputs(draw, 0);
    const order = tf.tensor1d(draw.order(keys), 'int32');
    const expected = tf.gather(await attentionPattern(q, k), order, -1);
    expect(await attentionPattern(q, tf.gather(k, order, -2))).toMatchTensor(expected, {
      hint: 'the order of the keys has no meaning: the same weights come out in the new order',
    });
  });

  test('gives a query the same weights alone and among others', { tags: 'property' }, async () => {
    const { q, k, leading } = inputs(draws(), 1);
    const all = await attentionPattern(q, k);
    const alone = await attentionPattern(q.slice([0, 1], [-1, 1]), k);
    expect(alone).toMatchTensor(all.slice([0, 1], [leading[0] ?? 0, 1]), {
      hint: 'queries do not compete with each other: the softmax runs over the keys',
    });
  });

  test('stays finite at scores of many thousands', { tags: 'property' }, async () => {
    const { q, k, leading, queries, keys } = inputs(draws(), 1);
    const pattern = await attentionPattern(q.mul(300), k.mul(300));
    expect(pattern).toBeFiniteTensor([...leading, queries, keys], {
      hint: 'exp of a large number is infinite: take the maximum of the row off first, or use tf.softmax',
    });
  });

  test('equals the weights of PyTorch', { tags: 'fixture' }, async () => {
    const pattern = await attentionPattern(tensorOf(fixture.q), tensorOf(fixture.k));
    expect(pattern).toMatchTensor(fixture.pattern, {
      hint: 'compare with softmax(q kᵀ / √dHead) piece by piece: scores, scale, softmax over the keys',
    });
  });
});

describe('attention', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { leading, q, k, v, queries, dValue } = inputs(draws(), 2);
    expect(await attempt(() => attention(q, k, v))).toHaveShape([...leading, queries, dValue], {
      hint: 'no size is fixed: one vector of width dValue for each query',
    });
  });

  test('equals the formula with 0, 1, 2 and 3 leading axes', { tags: 'property' }, async () => {
    const draw = draws();
    for (const axes of [0, 1, 2, 3]) {
      const { leading, q, k, v } = inputs(draw, axes);
      expect(await attempt(() => attention(q, k, v))).toMatchTensor(expectedOf(leading, q, k, v), {
        hint: 'softmax(q kᵀ / √dHead) v, with any number of leading axes: count axes from the end',
      });
    }
  });

  test('does not notice the order of keys and values', { tags: 'property' }, async () => {
    const draw = draws();
    const { q, k, v, keys } = inputs(draw, 2);
    const order = tf.tensor1d(draw.order(keys), 'int32');
    const shuffled = await attention(q, tf.gather(k, order, -2), tf.gather(v, order, -2));
    expect(shuffled).toMatchTensor(await attention(q, k, v), {
      hint: 'keys and values belong together in pairs; the order of the pairs has no meaning',
    });
  });

  test('is linear in the values', { tags: 'property' }, async () => {
    const draw = draws();
    const { q, k, v } = inputs(draw, 2);
    const other = normal(v.shape, draw.seed());
    const apart = (await attention(q, k, v)).mul(2).add(await attention(q, k, other));
    expect(await attention(q, k, v.mul(2).add(other))).toMatchTensor(apart, {
      hint: 'the values are mixed and nothing else: they play no part in the weights',
    });
  });

  test('returns the value of a single key', { tags: 'property' }, async () => {
    const { q, k, v, leading, queries, dValue } = inputs(draws(), 1);
    const [key, value] = [k.slice([0, 0], [-1, 1]), v.slice([0, 0], [-1, 1])];
    const expected = value.tile([1, queries, 1]).reshape([...leading, queries, dValue]);
    expect(await attention(q, key, value)).toMatchTensor(expected, {
      hint: 'with one key its weight is 1, whatever the score',
    });
  });

  test('equals the attention of PyTorch', { tags: 'fixture' }, async () => {
    const { q, k, v, output } = fixture;
    expect(await attention(tensorOf(q), tensorOf(k), tensorOf(v))).toMatchTensor(output, {
      hint: 'compare with softmax(q kᵀ / √dHead) v piece by piece',
    });
  });
});
