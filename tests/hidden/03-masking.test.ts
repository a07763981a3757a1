import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { applyMask, causalMask, maskedAttention } from '#impl/03-masking';
import { attempt } from '../support/attempt';
import { maskWhere, normal, tensorOf } from '../support/inputs';
import fixture from './fixtures/03.json';
import { type Draws, draws } from './support/draw';
import { matricesOf, stacked } from './support/numbers';
import * as oracle from './support/oracle/attention';
import { causal } from './support/oracle/transformer';

/** Inputs with drawn sizes, a drawn mask, and this many leading axes. */
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
  return { leading, queries, keys, dValue, q, k, v, mask: draw.mask(queries, keys) };
}

describe('causalMask', () => {
  test('has the right shape at a drawn length', { tags: 'shape' }, async () => {
    const seq = draws().integer(6, 20);
    expect(await attempt(() => causalMask(seq))).toHaveShape([seq, seq], { hint: 'no size is fixed' });
  });

  test('shows what is not later, at any length', { tags: 'property' }, async () => {
    for (const seq of [1, 2, draws().integer(3, 30)]) {
      expect(await causalMask(seq)).toMatchTensor(causal(seq), {
        hint: '1 on and below the diagonal, 0 above it, also for a single token',
      });
    }
  });
});

describe('applyMask', () => {
  const drawn = () => {
    const draw = draws();
    const { batch, heads, queries, keys } = draw.sizes('batch', 'heads', 'queries', 'keys');
    const scores = normal([batch, heads, queries, keys], draw.seed(), 5);
    return { draw, scores, mask: draw.mask(queries, keys), shape: scores.shape };
  };

  test('keeps the shape at drawn sizes', { tags: 'shape' }, async () => {
    const { scores, mask, shape } = drawn();
    expect(await attempt(() => applyMask(scores, mask))).toHaveShape(shape, {
      hint: 'the mask broadcasts over batch and heads',
    });
  });

  test('keeps visible scores and takes all weight from blocked ones', { tags: 'property' }, async () => {
    const { scores, mask } = drawn();
    const masked = await applyMask(scores, mask);
    expect(tf.where(mask.cast('bool'), masked, 0)).toMatchTensor(scores.mul(mask), {
      hint: 'where the mask is 1 the score does not change',
    });
    expect(tf.softmax(masked).mul(tf.sub(1, mask))).toMatchTensor(tf.zerosLike(scores), {
      absolute: 1e-6,
      hint: 'e to the power of a blocked score must be 0',
    });
  });

  test('blocks scores that stand far above the visible ones', { tags: 'property' }, async () => {
    const { scores, mask } = drawn();
    const weights = tf.softmax(await applyMask(scores.sub(mask.mul(500)), mask));
    expect(weights.mul(tf.sub(1, mask))).toMatchTensor(tf.zerosLike(scores), {
      absolute: 1e-6,
      hint: 'e to the power of a blocked score must be 0 next to any other: make it far more negative',
    });
  });

  test('reads a square mask row by row', { tags: 'property' }, async () => {
    const draw = draws();
    const seq = draw.integer(4, 9);
    const [scores, mask] = [normal([seq, seq], draw.seed()), draw.mask(seq, seq)];
    const masked = await applyMask(scores, mask);
    expect(tf.where(mask.cast('bool'), masked, 0)).toMatchTensor(scores.mul(mask), {
      hint: 'rows of the mask are queries, its columns are keys: is it transposed?',
    });
  });

  test('changes nothing under a mask of ones', { tags: 'property' }, async () => {
    const { scores, mask } = drawn();
    expect(await applyMask(scores, tf.onesLike(mask))).toMatchTensor(scores, {
      hint: 'a mask of ones blocks nothing',
    });
  });

  test('stays finite under a mask of zeros', { tags: 'property' }, async () => {
    const { scores, mask, shape } = drawn();
    expect(tf.softmax(await applyMask(scores, tf.zerosLike(mask)))).toBeFiniteTensor(shape, {
      hint: 'a row of −Infinity becomes 0 / 0 in the softmax: block with a large finite number',
    });
  });

  test('works with any number of leading axes', { tags: 'property' }, async () => {
    const { scores, mask } = drawn();
    const [queries = 0, keys = 0] = mask.shape;
    const first = scores.slice([0, 0], [1, 1]);
    const expected = tf.softmax(await applyMask(first, mask));
    for (const axes of [0, 1, 3]) {
      const shape = [...Array(axes).fill(1), queries, keys];
      const masked = await attempt(async () => tf.softmax(await applyMask(first.reshape(shape), mask)));
      expect(masked).toMatchTensor(expected.reshape(shape), {
        hint: 'the mask broadcasts over all leading axes, whatever their number',
      });
    }
  });
});

describe('maskedAttention', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { leading, q, k, v, mask, queries, dValue } = inputs(draws(), 2);
    const mixed = await attempt(() => maskedAttention(q, k, v, mask));
    expect(mixed).toHaveShape([...leading, queries, dValue], {
      hint: 'no size is fixed, and queries ≠ keys is allowed',
    });
  });

  test('equals the formula with 0, 1, 2 and 3 leading axes', { tags: 'property' }, async () => {
    const draw = draws();
    for (const axes of [0, 1, 2, 3]) {
      const { leading, q, k, v, mask } = inputs(draw, axes);
      const [ks, vs] = [matricesOf(k), matricesOf(v)];
      const each = matricesOf(q).map((query, item) =>
        oracle.attention(query, ks[item] ?? [], vs[item] ?? [], mask.arraySync()),
      );
      expect(await attempt(() => maskedAttention(q, k, v, mask))).toMatchTensor(stacked(leading, each), {
        hint: 'scores / √dHead, mask, softmax over the keys, values; with any number of leading axes',
      });
    }
  });

  test('reads a square mask row by row', { tags: 'property' }, async () => {
    const draw = draws();
    const [seq, dHead] = [draw.integer(4, 9), draw.integer(2, 3)];
    const [q, k, v] = [draw.seed(), draw.seed(), draw.seed()].map((seed) => normal([seq, dHead], seed)) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const mask = draw.mask(seq, seq);
    const expected = oracle.attention(q.arraySync(), k.arraySync(), v.arraySync(), mask.arraySync());
    expect(await maskedAttention(q, k, v, mask)).toMatchTensor(expected, {
      hint: 'rows of the mask are queries, its columns are keys: is it transposed?',
    });
  });

  test('hides keys also where scores are large', { tags: 'property' }, async () => {
    const { q, k, v, mask } = inputs(draws(), 0);
    const [queries, keys] = [q.mul<tf.Tensor2D>(30), k.mul<tf.Tensor2D>(30)];
    const values = v as tf.Tensor2D;
    const expected = oracle.attention(
      queries.arraySync(),
      keys.arraySync(),
      values.arraySync(),
      mask.arraySync(),
    );
    // Scores of some hundred are exact to about 1e-4 only, and the weights with them.
    expect(await maskedAttention(queries, keys, v, mask)).toMatchTensor(expected, {
      absolute: 1e-2,
      hint: 'a blocked score must be far below every other, whatever the size of the scores',
    });
  });

  test('keeps the other rows when one is blocked everywhere', { tags: 'property' }, async () => {
    const { q, k, v, mask, queries, keys, leading, dValue } = inputs(draws(), 1);
    const without = mask.mul(maskWhere(queries, keys, (query) => query !== 0));
    const [all, rest] = [await maskedAttention(q, k, v, mask), await maskedAttention(q, k, v, without)];
    expect(rest).toBeFiniteTensor([...leading, queries, dValue], {
      hint: 'a row of −Infinity becomes 0 / 0 in the softmax: block with a large finite number',
    });
    expect(rest.slice([0, 1])).toMatchTensor(all.slice([0, 1]), {
      hint: 'a blocked row changes nothing for the other queries',
    });
  });

  test('equals the masked attention of PyTorch', { tags: 'fixture' }, async () => {
    const { q, k, v, mask, output } = fixture;
    const mixed = await maskedAttention(tensorOf(q), tensorOf(k), tensorOf(v), tensorOf(mask));
    expect(mixed).toMatchTensor(output, {
      hint: 'scale, mask, softmax over the keys, values: check the order of the four',
    });
  });
});
