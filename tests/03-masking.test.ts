import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { applyMask, causalMask, maskedAttention } from '#impl/03-masking';
import fixture from './fixtures/03.json';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { causal, maskWhere, normal, tensorOf } from './support/inputs';

const [batch, heads, queries, keys, dHead, dValue] = [2, 3, 4, 5, 6, 7];

/** Every query sees some keys and misses others. */
const patchy = () => maskWhere(queries, keys, (query, key) => (query + 2 * key) % 3 !== 1);

const inputs = () => ({
  q: normal([batch, heads, queries, dHead], 1),
  k: normal([batch, heads, keys, dHead], 2),
  v: normal([batch, heads, keys, dValue], 3),
});

/** The student's causal mask as numbers, whatever its dtype, split by a rule into what counts and 0. */
const part = async (size: number, counts: (query: number, key: number) => boolean) =>
  (await causalMask(size)).cast('float32').mul(maskWhere(size, size, counts));

describe('causalMask', () => {
  test('has one row per query and one column per key', { tags: 'shape' }, async () => {
    expect(await attempt(() => causalMask(5))).toHaveShape([5, 5], { hint: 'as many rows as columns: seq' });
  });

  test('is a lower triangle of ones', { tags: 'example' }, async () => {
    const triangle = [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ];
    expect(await causalMask(3)).toMatchTensor(triangle, {
      hint: 'the mask holds 1 and 0, nothing else: row by row, which keys may this query see?',
    });
  });

  test('lets every token see itself', { tags: 'property' }, async () => {
    const diagonal = await part(5, (query, key) => query === key);
    expect(diagonal).toMatchTensor(tf.eye(5), {
      hint: 'a token may attend to itself: the diagonal belongs to the visible side',
    });
  });

  test('lets every token see all earlier ones', { tags: 'property' }, async () => {
    const past = (query: number, key: number) => key < query;
    expect(await part(5, past)).toMatchTensor(maskWhere(5, 5, past), {
      hint: '1 means "may look", rows are queries: is the mask transposed, or are 1 and 0 swapped?',
    });
  });

  test('hides every later token', { tags: 'property' }, async () => {
    const future = await part(5, (query, key) => key > query);
    expect(future).toMatchTensor(tf.zeros([5, 5]), {
      hint: 'above the diagonal lies the future. Does the triangle reach one step too far, or is it transposed?',
    });
  });

  test('equals the mask of PyTorch', { tags: 'fixture' }, async () => {
    const { shape } = fixture.causal;
    expect(await causalMask(shape[0] ?? 0)).toMatchTensor(fixture.causal, {
      hint: 'row = query, column = key, 1 where the key is not later than the query',
    });
  });
});

describe('applyMask', () => {
  test('keeps the shape of the scores', { tags: 'shape' }, async () => {
    const scores = normal([batch, heads, queries, keys], 1);
    const masked = await attempt(() => applyMask(scores, patchy()));
    expect(masked).toHaveShape([batch, heads, queries, keys], {
      hint: 'the mask [queries, keys] is the same for every batch item and head: let it broadcast',
    });
  });

  test('leaves the softmax of the visible scores', { tags: 'example' }, async () => {
    const scores = tf.tensor2d([0, Math.log(4), Math.log(3), 0], [2, 2]);
    const masked = await applyMask(scores, causal(2));
    const expected = [
      [1, 0],
      [0.75, 0.25],
    ];
    expect(tf.softmax(masked)).toMatchTensor(expected, {
      hint: 'mask 1 keeps the score of that query (row) and key (column), mask 0 makes it a large negative number',
    });
  });

  test('keeps visible scores as they are', { tags: 'property' }, async () => {
    const scores = normal([batch, heads, queries, keys], 1);
    const visible = patchy().cast('bool');
    const kept = tf.where(visible, await applyMask(scores, patchy()), 0);
    expect(kept).toMatchTensor(tf.where(visible, scores, 0), {
      hint: 'where the mask is 1 the score does not change: are 1 and 0 swapped, or is the mask added to the scores?',
    });
  });

  test('gives blocked keys no weight', { tags: 'property' }, async () => {
    // Blocked scores are high, visible ones low: neither 0 nor a small negative number keeps them apart.
    const scores = patchy().mul(-1000).add(500);
    const weights = tf.softmax(await applyMask(scores, patchy()));
    expect(tf.where(patchy().cast('bool'), 0, weights)).toMatchTensor(tf.zeros([queries, keys]), {
      absolute: 1e-6,
      hint: 'e to the power of a blocked score must be 0 next to any other: make it far more negative, as −1e9 (0 is a score like any other)',
    });
  });

  test('stays finite when a row is blocked everywhere', { tags: 'property' }, async () => {
    const scores = normal([queries, keys], 2);
    const mask = maskWhere(queries, keys, (query) => query !== 1);
    expect(tf.softmax(await applyMask(scores, mask))).toBeFiniteTensor([queries, keys], {
      hint: 'a row of −Infinity becomes 0 / 0 in the softmax: block with a large finite number',
    });
  });

  test('uses one mask for every batch item and head', { tags: 'property' }, async () => {
    const scores = normal([queries, keys], 3);
    const tiled = scores.expandDims(0).expandDims(0).tile([batch, heads, 1, 1]);
    const each = tf.softmax(await applyMask(scores, patchy()));
    const all = tf.softmax(await applyMask(tiled, patchy()));
    expect(all).toMatchTensor(each.expandDims(0).expandDims(0).tile([batch, heads, 1, 1]), {
      hint: 'the mask broadcasts over all leading axes, whatever their number',
    });
  });

  testHealth(applyMask, () => ({ scores: normal([batch, heads, queries, keys], 1), mask: patchy() }));
});

describe('maskedAttention', () => {
  test('has one vector of width dValue for each query', { tags: 'shape' }, async () => {
    const { q, k, v } = inputs();
    const mixed = await attempt(() => maskedAttention(q, k, v, patchy()));
    expect(mixed).toHaveShape([batch, heads, queries, dValue], {
      hint: 'as in attention: [queries, keys] times [keys, dValue]',
    });
  });

  test('spreads the weight over the visible keys', { tags: 'example' }, async () => {
    // All scores are 0. The first token sees the value 10, the second sees 10 and 20.
    const [q, k] = [tf.zeros([1, 1, 2, 4]), tf.zeros([1, 1, 2, 4])];
    const v = tf.tensor4d([10, 20], [1, 1, 2, 1]);
    expect(await maskedAttention(q, k, v, causal(2))).toMatchTensor([[[[10], [15]]]], {
      hint: 'which keys does each row of the mask show, and do their weights still sum to 1? Mask first, softmax after',
    });
  });

  test('has visible weights that sum to 1', { tags: 'property' }, async () => {
    const { q, k } = inputs();
    const ones = tf.ones([batch, heads, keys, dValue]);
    expect(await maskedAttention(q, k, ones, patchy())).toMatchTensor(
      tf.ones([batch, heads, queries, dValue]),
      { hint: 'a mask after the softmax takes weight away and never hands it to the others: mask before it' },
    );
  });

  test('does not look at blocked keys and values', { tags: 'property' }, async () => {
    const { q, k, v } = inputs();
    // Every query may see the first three keys; the other two change altogether.
    const mask = maskWhere(queries, keys, (_, key) => key < 3);
    const other = (x: tf.Tensor) => normal([batch, heads, 2, x.shape[3] ?? 0], 9, 3);
    const replace = (x: tf.Tensor) => tf.concat([x.slice([0, 0, 0, 0], [-1, -1, 3, -1]), other(x)], 2);
    expect(await maskedAttention(q, replace(k), replace(v), mask)).toMatchTensor(
      await maskedAttention(q, k, v, mask),
      {
        hint: 'a blocked key still has weight: is the mask used, before the softmax, and are 1 and 0 not swapped?',
      },
    );
  });

  test('reads the mask with queries as rows', { tags: 'property' }, async () => {
    const { k, v } = inputs();
    const q = normal([batch, heads, keys, dHead], 1);
    const before = await maskedAttention(q, k, v, causal(keys));
    const lastRow = maskWhere(keys, 1, (row) => row === keys - 1);
    const after = await maskedAttention(q, k.add(lastRow), v.add(lastRow), causal(keys));
    expect(after).toIgnoreLaterToken(keys - 1, before, {
      hint: 'under a causal mask no query sees a later key: is the mask used, and not transposed?',
    });
  });

  test('is the softmax of your masked scores, times the values', {
    tags: 'property',
    meta: { beside: ['applyMask'] },
  }, async () => {
    const { q, k, v } = inputs();
    const scores = tf.einsum('bhqd,bhkd->bhqk', q, k).mul(dHead ** -0.5);
    const expected = tf.matMul(tf.softmax(await applyMask(scores, patchy())), v);
    expect(await maskedAttention(q, k, v, patchy())).toMatchTensor(expected, {
      hint: 'scores divided by √dHead, then applyMask, then the softmax over the keys, then the values',
    });
  });

  test('divides the scores by the root of the width', { tags: 'property' }, async () => {
    // Every feature four times: the dot products grow by 4, √dHead grows by 2, so 2 remains.
    const { q, k, v } = inputs();
    const wide = await maskedAttention(q.tile([1, 1, 1, 4]), k.tile([1, 1, 1, 4]), v, patchy());
    expect(wide).toMatchTensor(await maskedAttention(q.mul(2), k, v, patchy()), {
      hint: 'are the scores divided by √dHead here too, before the mask?',
    });
  });

  test('stays finite when a query may see nothing', { tags: 'property' }, async () => {
    const { q, k, v } = inputs();
    const mask = maskWhere(queries, keys, (query) => query !== 2);
    expect(await maskedAttention(q, k, v, mask)).toBeFiniteTensor([batch, heads, queries, dValue], {
      hint: 'a row of −Infinity becomes 0 / 0 in the softmax: block with a large finite number',
    });
  });

  test('works with any number of leading axes', { tags: 'property' }, async () => {
    const { q, k, v } = inputs();
    const alone = (x: tf.Tensor, axes: number) =>
      x.slice([1, 2], [1, 1]).reshape([...Array(axes).fill(1), ...x.shape.slice(-2)]);
    const all = await maskedAttention(q, k, v, patchy());
    for (const axes of [0, 1, 2]) {
      const mixed = await attempt(() =>
        maskedAttention(alone(q, axes), alone(k, axes), alone(v, axes), patchy()),
      );
      expect(mixed).toMatchTensor(alone(all, axes), {
        hint: 'any number of leading axes, each item by itself: count axes from the end',
      });
    }
  });

  test('equals the masked attention of PyTorch', { tags: 'fixture' }, async () => {
    const { q, k, v, mask, output } = fixture;
    const mixed = await maskedAttention(tensorOf(q), tensorOf(k), tensorOf(v), tensorOf(mask));
    expect(mixed).toMatchTensor(output, {
      hint: 'scale, mask, softmax over the keys, values: check the order of the four',
    });
  });

  testHealth(maskedAttention, () => ({ ...inputs(), mask: patchy() }), ['applyMask']);
});
