import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attention, attentionPattern } from '#impl/02-attention';
import fixture from './fixtures/02.json';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { normal, tensorOf } from './support/inputs';

// Sizes that all differ: a swapped axis changes the shape, so it cannot pass unnoticed.
const [batch, heads, queries, keys, dHead, dValue] = [2, 3, 4, 5, 6, 7];

const inputs = () => ({
  q: normal([batch, heads, queries, dHead], 1),
  k: normal([batch, heads, keys, dHead], 2),
  v: normal([batch, heads, keys, dValue], 3),
});

/** The same item twice: out of a batch with heads, and alone with `axes` leading axes of size 1. */
const alone = (x: tf.Tensor, axes: number) => {
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  return x.slice([1, 2, 0, 0], [1, 1, rows, columns]).reshape([...Array(axes).fill(1), rows, columns]);
};

const scaleHint = 'are the scores divided by √dHead? The root, and of the last axis of q';

describe('attentionPattern', () => {
  test('has one weight for each pair of query and key', { tags: 'shape' }, async () => {
    const { q, k } = inputs();
    expect(await attempt(() => attentionPattern(q, k))).toHaveShape([batch, heads, queries, keys], {
      hint: 'rows are queries, columns are keys, one such matrix for each batch item and head',
    });
  });

  test('weighs keys by softmax(q kᵀ / √dHead)', { tags: 'example' }, async () => {
    // One query scores 4 · ln 3 on key 0 and 0 on key 1. Divided by √4: odds of 9 to 1.
    const q = tf.ones([1, 1, 1, 4]);
    const k = tf.tensor4d([...Array(4).fill(Math.log(3)), 0, 0, 0, 0], [1, 1, 2, 4]);
    expect(await attentionPattern(q, k)).toMatchTensor([[[[0.9, 0.1]]]], {
      hint: 'three steps: dot products of queries and keys, divide by √dHead, softmax over the keys',
    });
  });

  test('has rows that sum to 1', { tags: 'property' }, async () => {
    const { q, k } = inputs();
    const sums = (await attentionPattern(q, k)).sum(-1);
    expect(sums).toMatchTensor(tf.ones([batch, heads, queries]), {
      hint: 'each query spreads a weight of 1 over the keys: the softmax runs over the keys, the last axis',
    });
  });

  test('divides the scores by the root of the width', { tags: 'property' }, async () => {
    // Every feature four times: the dot products grow by 4, √dHead grows by 2, so 2 remains.
    const { q, k } = inputs();
    const wide = await attentionPattern(q.tile([1, 1, 1, 4]), k.tile([1, 1, 1, 4]));
    expect(wide).toMatchTensor(await attentionPattern(q.mul(2), k), { hint: scaleHint });
  });

  test('stays the same when all scores of a query grow by 100', { tags: 'property' }, async () => {
    // The same vector is added to every key, so each query gains the same on all of them.
    const q = tf.ones([1, 1, 2, 9]).add(normal([1, 1, 2, 9], 4, 0.1));
    const k = normal([1, 1, 3, 9], 5);
    const shifted = await attentionPattern(q, k.add(100 / 3));
    expect(shifted).toMatchTensor(await attentionPattern(q, k), {
      absolute: 1e-3,
      hint: 'only differences between scores count: exp of each score, divided by the sum of its row',
    });
  });

  test('stays finite when the scores are large', { tags: 'property' }, async () => {
    const q = tf.fill([1, 1, 1, 4], 100);
    const k = tf.tensor4d([100, 100, 100, 100, 0, 0, 0, 0], [1, 1, 2, 4]);
    expect(await attentionPattern(q, k)).toMatchTensor([[[[1, 0]]]], {
      hint: 'exp of a large number is infinite: take the maximum of the row off first, or use tf.softmax',
    });
  });

  test('treats every batch item and head by itself', { tags: 'property' }, async () => {
    const { q, k } = inputs();
    const all = await attentionPattern(q, k);
    for (const axes of [0, 1, 2]) {
      const pattern = await attempt(() => attentionPattern(alone(q, axes), alone(k, axes)));
      expect(pattern).toMatchTensor(alone(all, axes), {
        hint: 'any number of leading axes, each item by itself: count axes from the end, and let no softmax or product run across items',
      });
    }
  });

  test('equals the weights of PyTorch', { tags: 'fixture' }, async () => {
    const pattern = await attentionPattern(tensorOf(fixture.q), tensorOf(fixture.k));
    expect(pattern).toMatchTensor(fixture.pattern, {
      hint: 'compare with softmax(q kᵀ / √dHead) piece by piece: scores, scale, softmax over the keys',
    });
  });

  testHealth(attentionPattern, () => {
    const { q, k } = inputs();
    return { q, k };
  });
});

describe('attention', () => {
  test('has one vector of width dValue for each query', { tags: 'shape' }, async () => {
    const { q, k, v } = inputs();
    expect(await attempt(() => attention(q, k, v))).toHaveShape([batch, heads, queries, dValue], {
      hint: 'the pattern [queries, keys] times the values [keys, dValue]',
    });
  });

  test('takes the mean of the values, weighted by the pattern', { tags: 'example' }, async () => {
    // The odds of 9 to 1 from above: 0.9 · 10 + 0.1 · 20 = 11.
    const q = tf.ones([1, 1, 1, 4]);
    const k = tf.tensor4d([...Array(4).fill(Math.log(3)), 0, 0, 0, 0], [1, 1, 2, 4]);
    const v = tf.tensor4d([10, 20], [1, 1, 2, 1]);
    expect(await attention(q, k, v)).toMatchTensor([[[[11]]]], {
      hint: 'each query mixes the values with its row of attentionPattern(q, k) as weights',
    });
  });

  test('is the pattern times the values', {
    tags: 'property',
    meta: { beside: ['attentionPattern'] },
  }, async () => {
    const { q, k, v } = inputs();
    const mixed = tf.matMul(await attentionPattern(q, k), v);
    expect(await attention(q, k, v)).toMatchTensor(mixed, {
      hint: 'the weights are those of your attentionPattern(q, k), with its scale and its softmax',
    });
  });

  test('returns the plain mean when all keys are alike', { tags: 'property' }, async () => {
    const { q, v } = inputs();
    const mean = v.mean(-2, true).tile([1, 1, queries, 1]);
    expect(await attention(q, tf.ones([batch, heads, keys, dHead]), v)).toMatchTensor(mean, {
      hint: 'equal scores mean equal weights that sum to 1: does the softmax run over the keys?',
    });
  });

  test('divides the scores by the root of the width', { tags: 'property' }, async () => {
    const { q, k, v } = inputs();
    const wide = await attention(q.tile([1, 1, 1, 4]), k.tile([1, 1, 1, 4]), v);
    expect(wide).toMatchTensor(await attention(q.mul(2), k, v), { hint: scaleHint });
  });

  test('treats every batch item and head by itself', { tags: 'property' }, async () => {
    const { q, k, v } = inputs();
    const all = await attention(q, k, v);
    for (const axes of [0, 1, 2]) {
      const mixed = await attempt(() => attention(alone(q, axes), alone(k, axes), alone(v, axes)));
      expect(mixed).toMatchTensor(alone(all, axes), {
        hint: 'any number of leading axes, each item by itself: count axes from the end',
      });
    }
  });

  test('equals the attention of PyTorch', { tags: 'fixture' }, async () => {
    const { q, k, v, output } = fixture;
    expect(await attention(tensorOf(q), tensorOf(k), tensorOf(v))).toMatchTensor(output, {
      hint: 'compare with softmax(q kᵀ / √dHead) v piece by piece',
    });
  });

  testHealth(attention, inputs, ['attentionPattern']);
});
