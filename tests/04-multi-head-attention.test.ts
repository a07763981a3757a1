import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { mergeHeads, multiHeadAttention, splitHeads } from '#impl/04-multi-head-attention';
import type { AttentionParams } from '../lib/parameters';
import fixture from './fixtures/04.json';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { causal, normal, randomBlock, silence, tensorOf, tensorsOf } from './support/inputs';

const [batch, heads, seq, dHead, dModel] = [2, 3, 5, 4, 12];

const input = () => normal([batch, seq, dModel], 1);
const randomAttention = () => randomBlock({ dModel, dFf: 1 }, 7).attention;

/** The square of each token's length: [batch, seq], from [batch, heads, seq, dHead]. */
const lengths = (split: tf.Tensor) => split.square().sum(-1).sum(1);

/** The heads of x by slicing, [batch, heads, seq, dHead]. */
const slices = (x: tf.Tensor3D) => tf.stack(tf.split(x, heads, -1), 1) as tf.Tensor4D;

describe('splitHeads', () => {
  test('has one [seq, dHead] matrix for each head', { tags: 'shape' }, async () => {
    expect(await attempt(() => splitHeads(input(), heads))).toHaveShape([batch, heads, seq, dHead], {
      hint: 'the heads stand before seq: [batch, heads, seq, dHead]',
    });
  });

  test('cuts the columns of every token', { tags: 'example' }, async () => {
    // Two tokens of width 4, two heads: the first head gets columns 0 and 1, the second 2 and 3.
    const x = tf.tensor3d([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 4]);
    const expected = [
      [0, 1, 4, 5],
      [2, 3, 6, 7],
    ];
    expect((await splitHeads(x, 2)).reshape([2, 4])).toMatchTensor(expected, {
      hint: 'head h gets the columns h · dHead … (h + 1) · dHead − 1 of every token',
    });
  });

  test('leaves every number with its token', { tags: 'property' }, async () => {
    const x = input();
    expect(lengths(await splitHeads(x, heads))).toMatchTensor(x.square().sum(-1), {
      hint: 'numbers went to another token: one reshape to the final shape does not do, an axis has to change places',
    });
  });

  test('gives each head neighbouring columns', { tags: 'property' }, async () => {
    const x = input();
    expect(await splitHeads(x, heads)).toMatchTensor(slices(x), {
      hint: 'the columns of one head lie side by side: heads come before dHead when dModel is cut in two',
    });
  });

  test('refuses heads that do not divide dModel with a RangeError', { tags: 'property' }, async () => {
    await expect(() => splitHeads(input(), 5)).toThrowRangeError({
      hint: '12 columns do not make 5 equal heads: that deserves a RangeError that names both numbers',
    });
  });

  testHealth(splitHeads, () => ({ x: input(), heads }));
});

describe('mergeHeads', () => {
  test('has one row of width heads · dHead for each token', { tags: 'shape' }, async () => {
    const split = normal([batch, heads, seq, dHead], 2);
    expect(await attempt(() => mergeHeads(split))).toHaveShape([batch, seq, dModel], {
      hint: 'the heads lie side by side: dModel = heads · dHead',
    });
  });

  test('puts the heads of every token side by side', { tags: 'example' }, async () => {
    // Two heads of width 2 over two tokens: token 0 has [0, 1] in the first head and [2, 3] in the second.
    const split = tf.tensor4d([0, 1, 4, 5, 2, 3, 6, 7], [1, 2, 2, 2]);
    const expected = [
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    ];
    expect(await mergeHeads(split)).toMatchTensor(expected, {
      hint: 'a row of the result holds one token: its numbers from the first head, then from the second',
    });
  });

  test('leaves every number with its token', { tags: 'property' }, async () => {
    const split = normal([batch, heads, seq, dHead], 2);
    expect((await mergeHeads(split)).square().sum(-1)).toMatchTensor(lengths(split), {
      hint: 'numbers went to another token: swap the axes back before the reshape',
    });
  });

  test('undoes a split', { tags: 'property' }, async () => {
    const x = input();
    expect(await mergeHeads(slices(x))).toMatchTensor(x, {
      hint: 'the exact inverse of splitHeads: its steps undone in the opposite order',
    });
  });

  testHealth(mergeHeads, () => ({ x: normal([batch, heads, seq, dHead], 2) }));
});

describe('multiHeadAttention', () => {
  test('keeps the shape of x', { tags: 'shape' }, async () => {
    const mixed = await attempt(() => multiHeadAttention(randomAttention(), input(), { heads }));
    expect(mixed).toHaveShape([batch, seq, dModel], {
      hint: 'split into heads, attend, merge: [batch, seq, dModel] comes back',
    });
  });

  test('attends in each head with scores divided by √dHead', { tags: 'example' }, async () => {
    // All four projections copy. dHead = 4, token 0 is √(ln 3) everywhere, token 1 is 0: token 0 scores 4 · ln 3
    // on itself and 0 on token 1, divided by √4 odds of 9 to 1. Token 1 scores 0 on both.
    const copy = { weight: tf.eye(8), bias: tf.zeros<tf.Rank.R1>([8]) };
    const size = Math.sqrt(Math.log(3));
    const x = tf.stack([tf.fill([8], size), tf.zeros([8])]).expandDims<tf.Tensor3D>(0);
    const params = { query: copy, key: copy, value: copy, output: copy };
    const expected = [[Array(8).fill(0.9 * size), Array(8).fill(0.5 * size)]];
    expect(await multiHeadAttention(params, x, { heads: 2 })).toMatchTensor(expected, {
      hint: 'each head is an attention of its own, over its dHead = dModel / heads columns: its scores are divided by √dHead, not by √dModel',
    });
  });

  test('ends with the output projection', { tags: 'property' }, async () => {
    const params = randomAttention();
    params.output.weight = tf.zeros([dModel, dModel]);
    const expected = params.output.bias.reshape([1, 1, dModel]).tile([batch, seq, 1]);
    expect(await multiHeadAttention(params, input(), { heads })).toMatchTensor(expected, {
      hint: 'with an output weight of 0 only the output bias remains: is params.output applied, and last?',
    });
  });

  test('uses each of the four projections', { tags: 'property' }, async () => {
    const before = await multiHeadAttention(randomAttention(), input(), { heads });
    for (const name of ['query', 'key', 'value', 'output'] as const) {
      const without = silence(randomAttention(), name);
      expect(await multiHeadAttention(without, input(), { heads })).toDifferFrom(before, {
        hint: `params.${name} has no influence: is another projection used in its place?`,
      });
    }
  });

  test('makes the keys with params.key', { tags: 'property' }, async () => {
    // A bias on all keys gives each query the same extra score everywhere: the softmax does not notice.
    const params = randomAttention();
    const before = await multiHeadAttention(params, input(), { heads });
    params.key.bias = params.key.bias.add(2);
    expect(await multiHeadAttention(params, input(), { heads })).toMatchTensor(before, {
      hint: 'the same bias on all keys changes no weight, but it does when queries and keys are swapped: which projection makes which?',
    });
  });

  test('makes the values with params.value', { tags: 'property' }, async () => {
    // Weights sum to 1, so what is added to all values comes out of the heads unchanged.
    const params = randomAttention();
    params.output.weight = tf.eye(dModel);
    const before = await multiHeadAttention(params, input(), { heads });
    params.value.bias = params.value.bias.add(2);
    expect(await multiHeadAttention(params, input(), { heads })).toMatchTensor(before.add(2), {
      hint: 'what is added to all values is added to the result: are the values those of params.value, and do the weights sum to 1?',
    });
  });

  test('keeps tokens and heads apart', { tags: 'property' }, async () => {
    // Without a mask the order of the tokens does not matter: reversed in, reversed out.
    const reversed = await multiHeadAttention(randomAttention(), input().reverse(1), { heads });
    const expected = (await multiHeadAttention(randomAttention(), input(), { heads })).reverse(1);
    expect(reversed).toMatchTensor(expected, {
      hint: 'numbers of one token ended up in another: look at the transposes when you split and when you merge',
    });
  });

  test('projects, splits, attends, merges and projects', {
    tags: 'property',
    meta: { beside: ['splitHeads', 'mergeHeads'] },
  }, async () => {
    const [params, x] = [randomAttention(), input()];
    const project = async (name: 'query' | 'key' | 'value') => {
      const { weight, bias } = params[name];
      return splitHeads(tf.matMul(x, weight.expandDims(0).tile([batch, 1, 1])).add(bias), heads);
    };
    const [q, k, v] = [await project('query'), await project('key'), await project('value')];
    const pattern = tf.softmax(tf.matMul(q, k, false, true).div(Math.sqrt(dHead)));
    const merged = await mergeHeads(tf.matMul(pattern, v));
    const expected = tf.matMul(merged, params.output.weight.expandDims(0).tile([batch, 1, 1]));
    expect(await multiHeadAttention(params, x, { heads })).toMatchTensor(expected.add(params.output.bias), {
      hint: 'your own splitHeads and mergeHeads around the attention of 02, between the projections',
    });
  });

  test('attends in as many heads as it is told', { tags: 'property' }, async () => {
    const one = await multiHeadAttention(randomAttention(), input(), { heads: 1 });
    expect(await multiHeadAttention(randomAttention(), input(), { heads })).toDifferFrom(one, {
      hint: 'options.heads has no influence: is the number of heads fixed somewhere?',
    });
  });

  test('follows the mask', { tags: 'property' }, async () => {
    const [params, x, mask] = [randomAttention(), input(), causal(seq)];
    const before = await multiHeadAttention(params, x, { heads, mask });
    const other = tf.concat([x.slice([0, 0, 0], [-1, seq - 1, -1]), normal([batch, 1, dModel], 3)], 1);
    const after = await multiHeadAttention(params, other as tf.Tensor3D, { heads, mask });
    expect(after).toIgnoreLaterToken(seq - 1, before, {
      hint: 'under a causal mask no token sees a later one: does options.mask reach the attention of every head?',
    });
  });

  test('treats every batch item by itself', { tags: 'property' }, async () => {
    const all = await multiHeadAttention(randomAttention(), input(), { heads });
    const second = input().slice([1, 0, 0], [1, seq, dModel]);
    const alone = await attempt(() => multiHeadAttention(randomAttention(), second, { heads }));
    expect(alone).toMatchTensor(all.slice([1, 0, 0], [1, seq, dModel]), {
      hint: 'the batch items do not mix: the first axis stays where it is through every reshape',
    });
  });

  test('equals MultiheadAttention of PyTorch', { tags: 'fixture' }, async () => {
    const params = tensorsOf<AttentionParams>(fixture.params);
    const mixed = await multiHeadAttention(params, tensorOf(fixture.x), { heads: fixture.heads });
    expect(mixed).toMatchTensor(fixture.unmasked, {
      hint: 'project, split, attend, merge, project: check the shape and the order of each step',
    });
  });

  test('equals the masked MultiheadAttention of PyTorch', { tags: 'fixture' }, async () => {
    const params = tensorsOf<AttentionParams>(fixture.params);
    const options = { heads: fixture.heads, mask: tensorOf(fixture.mask) };
    expect(await multiHeadAttention(params, tensorOf(fixture.x), options)).toMatchTensor(fixture.masked, {
      hint: 'with a mask: the masked attention of 03 in every head, between the same projections',
    });
  });

  testHealth(
    multiHeadAttention,
    () => ({ params: randomAttention(), x: input(), options: { heads, mask: causal(seq) } }),
    ['splitHeads', 'mergeHeads'],
  );
});
