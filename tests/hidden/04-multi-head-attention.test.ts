import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { mergeHeads, multiHeadAttention, splitHeads } from '#impl/04-multi-head-attention';
import type { AttentionParams } from '../../lib/parameters';
import { attempt } from '../support/attempt';
import { normal, randomBlock, tensorOf, tensorsOf } from '../support/inputs';
import fixture from './fixtures/04.json';
import { draws } from './support/draw';
import { matricesOf, numbersOf, stacked } from './support/numbers';
import { head, multiHead, sideBySide } from './support/oracle/multi-head';

/** Drawn sizes, x and parameters. The sizes are primes, so dModel is a product that no other size equals. */
function inputs() {
  const draw = draws();
  const { batch, heads, seq, dHead } = draw.sizes('batch', 'heads', 'seq', 'dHead');
  const dModel = heads * dHead;
  const x = normal([batch, seq, dModel], draw.seed());
  const params = randomBlock({ dModel, dFf: 1 }, draw.seed()).attention;
  return { draw, batch, heads, seq, dHead, dModel, x, params };
}

/** The heads of every batch item: [batch, heads, seq, dHead]. */
function headsOf(x: tf.Tensor3D, heads: number) {
  const each = matricesOf(x).flatMap((item) =>
    Array.from({ length: heads }, (_, index) => head(item, index, heads)),
  );
  return stacked([x.shape[0], heads], each);
}

describe('splitHeads', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { x, batch, heads, seq, dHead } = inputs();
    expect(await attempt(() => splitHeads(x, heads))).toHaveShape([batch, heads, seq, dHead], {
      hint: 'no size is fixed: [batch, heads, seq, dHead]',
    });
  });

  test('cuts dModel at drawn sizes, also into 1 and into dModel heads', { tags: 'property' }, async () => {
    const { x, heads, dModel } = inputs();
    for (const parts of [heads, 1, dModel]) {
      expect(await splitHeads(x, parts)).toMatchTensor(headsOf(x, parts), {
        hint: 'head h gets the columns h · dHead … (h + 1) · dHead − 1 of every token',
      });
    }
  });

  test('refuses a number of heads that does not divide dModel', { tags: 'property' }, async () => {
    const { x, dModel } = inputs();
    for (const heads of [dModel + 1, dModel - 1]) {
      await expect(() => splitHeads(x, heads)).toThrowRangeError({
        hint: 'unequal heads deserve a RangeError that names both numbers',
      });
    }
  });
});

describe('mergeHeads', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { draw, batch, heads, seq, dHead, dModel } = inputs();
    const split = normal([batch, heads, seq, dHead], draw.seed());
    expect(await attempt(() => mergeHeads(split))).toHaveShape([batch, seq, dModel], {
      hint: 'no size is fixed: [batch, seq, heads · dHead]',
    });
  });

  test('puts the heads side by side at drawn sizes', { tags: 'property' }, async () => {
    const { draw, batch, heads, seq, dHead } = inputs();
    const split = normal([batch, heads, seq, dHead], draw.seed());
    const parts = matricesOf(split);
    const each = Array.from({ length: batch }, (_, item) =>
      sideBySide(parts.slice(item * heads, (item + 1) * heads)),
    );
    expect(await mergeHeads(split)).toMatchTensor(stacked([batch], each), {
      hint: 'a row of the result holds one token: its numbers from the first head, then from the second, …',
    });
  });

  test('undoes splitHeads, and is undone by it', {
    tags: 'property',
    meta: { beside: ['splitHeads'] },
  }, async () => {
    const { x, heads } = inputs();
    expect(await mergeHeads(await splitHeads(x, heads))).toMatchTensor(x, {
      hint: 'the exact inverse of splitHeads: its steps undone in the opposite order',
    });
    const split = tensorOf<tf.Tensor4D>(headsOf(x, heads));
    expect(await splitHeads(await mergeHeads(split), heads)).toMatchTensor(split, {
      hint: 'the exact inverse of splitHeads: its steps undone in the opposite order',
    });
  });
});

describe('multiHeadAttention', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { x, params, heads } = inputs();
    expect(await attempt(() => multiHeadAttention(params, x, { heads }))).toHaveShape(x.shape, {
      hint: 'no size is fixed: [batch, seq, dModel] in and out',
    });
  });

  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { x, params, heads, batch } = inputs();
    const each = matricesOf(x).map((item) => multiHead(numbersOf(params), item, heads));
    expect(await multiHeadAttention(params, x, { heads })).toMatchTensor(stacked([batch], each), {
      hint: 'project, split, attend with √dHead, merge, project: check the shape and the order of each step',
    });
  });

  test('equals the formula under a drawn mask', { tags: 'property' }, async () => {
    const { draw, x, params, heads, batch, seq } = inputs();
    const mask = draw.mask(seq, seq);
    const each = matricesOf(x).map((item) => multiHead(numbersOf(params), item, heads, mask.arraySync()));
    expect(await multiHeadAttention(params, x, { heads, mask })).toMatchTensor(stacked([batch], each), {
      hint: 'the mask is the same in every head and batch item, and it need not be causal',
    });
  });

  test('works with one head, and with heads of width 1', { tags: 'property' }, async () => {
    const { x, params, batch, dModel } = inputs();
    for (const heads of [1, dModel]) {
      const each = matricesOf(x).map((item) => multiHead(numbersOf(params), item, heads));
      expect(await multiHeadAttention(params, x, { heads })).toMatchTensor(stacked([batch], each), {
        hint: 'the number of heads comes from the options, and dHead = dModel / heads',
      });
    }
  });

  test('moves its rows with the tokens', { tags: 'property' }, async () => {
    const { draw, x, params, heads, seq } = inputs();
    const order = tf.tensor1d(draw.order(seq), 'int32');
    const expected = tf.gather(await multiHeadAttention(params, x, { heads }), order, 1);
    expect(await multiHeadAttention(params, tf.gather(x, order, 1), { heads })).toMatchTensor(expected, {
      hint: 'without a mask the order of the tokens has no meaning: do tokens and heads get mixed in a reshape?',
    });
  });

  test('treats every batch item by itself, also a single one', { tags: 'property' }, async () => {
    const { x, params, heads } = inputs();
    const all = await multiHeadAttention(params, x, { heads });
    expect(await multiHeadAttention(params, x.slice(1, 1), { heads })).toMatchTensor(all.slice(1, 1), {
      hint: 'the batch items do not mix: the first axis stays where it is through every reshape',
    });
  });

  test('passes a single token through value and output', { tags: 'property' }, async () => {
    const { x, params, heads, batch } = inputs();
    const one = x.slice([0, 0], [-1, 1]);
    const each = matricesOf(one).map((item) => multiHead(numbersOf(params), item, heads));
    expect(await multiHeadAttention(params, one, { heads })).toMatchTensor(stacked([batch], each), {
      hint: 'a token alone has weight 1 on itself',
    });
  });

  test('equals MultiheadAttention of PyTorch, with and without a mask', { tags: 'fixture' }, async () => {
    const params = tensorsOf<AttentionParams>(fixture.params);
    const [x, mask] = [tensorOf<tf.Tensor3D>(fixture.x), tensorOf(fixture.mask)];
    const { heads } = fixture;
    expect(await multiHeadAttention(params, x, { heads })).toMatchTensor(fixture.unmasked, {
      hint: 'project, split, attend, merge, project: check the shape and the order of each step',
    });
    expect(await multiHeadAttention(params, x, { heads, mask })).toMatchTensor(fixture.masked, {
      hint: 'with a mask: the masked attention of 03 in every head, between the same projections',
    });
  });
});
