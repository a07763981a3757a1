import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attention, attentionPattern } from '#impl/02-attention';

// Sizes that all differ: a swapped axis changes the shape, so it cannot pass unnoticed.
const [batch, heads, queries, keys, dHead, dValue] = [2, 3, 4, 5, 6, 7];

describe('attentionPattern', () => {
  test('has one weight for each pair of query and key', { tags: 'shape' }, async () => {
    const pattern = await attentionPattern(
      tf.randomNormal([batch, heads, queries, dHead], 0, 1, 'float32', 1),
      tf.randomNormal([batch, heads, keys, dHead], 0, 1, 'float32', 2),
    );
    expect(pattern).toHaveShape([batch, heads, queries, keys], {
      hint: 'rows are queries, columns are keys',
    });
  });

  test('weighs keys by softmax(q kᵀ / √dHead)', { tags: 'example' }, async () => {
    // One query scores 4 · ln 3 on key 0 and 0 on key 1. Divided by √4: odds of 9 to 1.
    const q = tf.ones([1, 1, 1, 4]);
    const k = tf.tensor4d([...Array(4).fill(Math.log(3)), 0, 0, 0, 0], [1, 1, 2, 4]);
    expect(await attentionPattern(q, k)).toMatchTensor([[[[0.9, 0.1]]]], {
      hint: 'are the scores divided by √dHead, the root of the last axis of q?',
    });
  });
});
