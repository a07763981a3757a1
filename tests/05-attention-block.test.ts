import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attentionBlock, feedForward, layerNorm } from '#impl/05-attention-block';
import { linear } from '../lib/linear';
import type { BlockParams, NormParams } from '../lib/parameters';
import fixture from './fixtures/05.json';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { causal, normal, randomBlock, silence, tensorOf, tensorsOf } from './support/inputs';

const [batch, heads, seq, dModel, dFf] = [2, 3, 5, 12, 7];

const input = () => normal([batch, seq, dModel], 1).mul<tf.Tensor3D>(3).add<tf.Tensor3D>(1);
const params = () => randomBlock({ dModel, dFf }, 5);
const neutral = (width: number): NormParams => ({ gain: tf.ones([width]), bias: tf.zeros([width]) });
const token = (...features: number[]) => tf.tensor3d(features, [1, 1, features.length]);

/** The same with another last token. */
const changeLast = (x: tf.Tensor3D) =>
  tf.concat([x.slice([0, 0, 0], [-1, seq - 1, -1]), normal([batch, 1, dModel], 3, 4)], 1);

describe('layerNorm', () => {
  test('keeps the shape of x', { tags: 'shape' }, async () => {
    const normalised = await attempt(() => layerNorm(params().norm1, input()));
    expect(normalised).toHaveShape([batch, seq, dModel], {
      hint: 'mean and variance keep their axis, [batch, seq, 1], so that they broadcast against x',
    });
  });

  test('brings a token to mean 0 and variance 1', { tags: 'example' }, async () => {
    // Mean 3, every distance from it 2, so the variance is 4: divided by √4, all distances are 1.
    expect(await layerNorm(neutral(4), token(1, 1, 5, 5))).toMatchTensor([[[-1, -1, 1, 1]]], {
      hint: '(x − mean) / √(variance + epsilon); the variance is the mean of the squared distances, divided by dModel, not by dModel − 1',
    });
  });

  test('takes the mean over dModel alone', { tags: 'property' }, async () => {
    const normalised = await layerNorm(neutral(dModel), input());
    expect(normalised.mean(-1)).toMatchTensor(tf.zeros([batch, seq]), {
      hint: 'every token has mean 0 by itself: the mean runs over the last axis only, not over seq or batch',
    });
  });

  test('takes the population variance', { tags: 'property' }, async () => {
    const normalised = await layerNorm(neutral(dModel), input());
    expect(normalised.square().mean(-1)).toMatchTensor(tf.ones([batch, seq]), {
      hint: 'every token has variance 1 by itself: over the last axis, and divided by dModel, not by dModel − 1',
    });
  });

  test('adds epsilon inside the root', { tags: 'property' }, async () => {
    // Variance 1, epsilon 3: 1 / √(1 + 3) = 0.5.
    expect(await layerNorm(neutral(4), token(-1, 1, -1, 1), 3)).toMatchTensor([[[-0.5, 0.5, -0.5, 0.5]]], {
      hint: 'is epsilon added to the variance, inside the root, and is it the argument?',
    });
  });

  test('has an epsilon of 1e-5 unless told', { tags: 'property' }, async () => {
    // Variance 1e-4, epsilon a tenth of it: 0.01 / √(1.1e-4).
    const size = 0.01 / Math.sqrt(1.1e-4);
    expect(await layerNorm(neutral(2), token(-0.01, 0.01))).toMatchTensor([[[-size, size]]], {
      hint: 'for a small variance epsilon counts: inside the root, 1e-5 by default',
    });
  });

  test('stays finite for a token whose features are equal', { tags: 'property' }, async () => {
    // A mean that is off by one rounding (7 · 2⁻²⁴) comes out 1 / √1e-5 = 316 times as large.
    expect(await layerNorm(neutral(3), token(7, 7, 7))).toMatchTensor([[[0, 0, 0]]], {
      absolute: 1e-2,
      hint: 'a variance of 0 makes 0 / 0: epsilon keeps the root away from 0',
    });
  });

  test('scales by the gain', { tags: 'property' }, async () => {
    const [norm, { gain }] = [neutral(dModel), params().norm1];
    const expected = (await layerNorm(norm, input())).mul(gain);
    expect(await layerNorm({ ...norm, gain }, input())).toMatchTensor(expected, {
      hint: 'the normalised numbers are multiplied by params.gain',
    });
  });

  test('shifts by the bias', { tags: 'property' }, async () => {
    const [{ gain, bias }, zero] = [params().norm1, tf.zeros<tf.Rank.R1>([dModel])];
    const expected = (await layerNorm({ gain, bias: zero }, input())).add(bias);
    expect(await layerNorm({ gain, bias }, input())).toMatchTensor(expected, {
      hint: 'params.bias is added last, after the gain',
    });
  });

  test('equals LayerNorm of PyTorch', { tags: 'fixture' }, async () => {
    const { norm1 } = tensorsOf<BlockParams>(fixture.params);
    expect(await layerNorm(norm1, tensorOf(fixture.x))).toMatchTensor(fixture.normalised, {
      hint: 'gain · (x − mean) / √(variance + epsilon) + bias, for every token by itself',
    });
  });

  testHealth(layerNorm, () => ({ params: params().norm1, x: input() }));
});

describe('feedForward', () => {
  test('keeps the shape of x', { tags: 'shape' }, async () => {
    const fed = await attempt(() => feedForward(params().feedForward, input()));
    expect(fed).toHaveShape([batch, seq, dModel], {
      hint: 'dModel → dFf → dModel: expand comes first, contract last',
    });
  });

  test('computes |x| with the right weights', { tags: 'example' }, async () => {
    // Two hidden features, x and −x: after the ReLU one is |x| and the other 0.
    const absolute = {
      expand: { weight: tf.tensor2d([[1, -1]]), bias: tf.tensor1d([0, 0]) },
      contract: { weight: tf.tensor2d([[1], [1]]), bias: tf.tensor1d([0]) },
    };
    const x = tf.tensor3d([-3, 2, 9], [1, 3, 1]);
    expect(await feedForward(absolute, x)).toMatchTensor([[[3], [2], [9]]], {
      hint: 'the ReLU stands between the two maps: is it missing, or does it come before expand or after contract?',
    });
  });

  test('adds both biases', { tags: 'property' }, async () => {
    // From x = 0 the ReLU receives the bias of expand, here without negative numbers.
    const { expand, contract } = params().feedForward;
    const positive = { ...expand, bias: expand.bias.abs<tf.Tensor1D>() };
    const expected = linear(contract, positive.bias.reshape([1, 1, dFf])).tile([batch, seq, 1]);
    const zeros = input().zerosLike();
    expect(await feedForward({ expand: positive, contract }, zeros)).toMatchTensor(expected, {
      hint: 'both maps have a bias: expand adds its own before the ReLU, contract at the end',
    });
  });

  test('can return negative numbers', { tags: 'property' }, async () => {
    const { feedForward: random } = params();
    const contract = { weight: random.contract.weight.zerosLike(), bias: tf.fill<tf.Rank.R1>([dModel], -1) };
    const expected = tf.fill([batch, seq, dModel], -1);
    expect(await feedForward({ ...random, contract }, input())).toMatchTensor(expected, {
      hint: 'nothing comes after contract: no ReLU, no residual. The ReLU stands between the two maps',
    });
  });

  test('treats every token by itself', { tags: 'property' }, async () => {
    const all = await feedForward(params().feedForward, input());
    const one = input().slice([1, 2, 0], [1, 1, dModel]);
    const alone = await attempt(() => feedForward(params().feedForward, one));
    expect(alone).toMatchTensor(all.slice([1, 2, 0], [1, 1, dModel]), {
      hint: 'position-wise: both maps act on the last axis only',
    });
  });

  test('equals Linear, ReLU, Linear of PyTorch', { tags: 'fixture' }, async () => {
    const { feedForward: mlp } = tensorsOf<BlockParams>(fixture.params);
    expect(await feedForward(mlp, tensorOf(fixture.x))).toMatchTensor(fixture.fed, {
      hint: 'expand with its bias, ReLU, contract with its bias',
    });
  });

  testHealth(feedForward, () => ({ params: params().feedForward, x: input() }));
});

describe('attentionBlock', () => {
  // A step whose last projection is silent returns nothing: that leaves the other step alone to be looked at.
  const [noAttention, noFeedForward] = ['attention.output', 'feedForward.contract'];

  test('keeps the shape of x', { tags: 'shape' }, async () => {
    expect(await attempt(() => attentionBlock(params(), input(), { heads }))).toHaveShape(
      [batch, seq, dModel],
      {
        hint: 'a block can be stacked: [batch, seq, dModel] in and out',
      },
    );
  });

  test('carries x itself past two steps that find nothing', { tags: 'example' }, async () => {
    const silent = silence(params(), noAttention, noFeedForward);
    expect(await attentionBlock(silent, input(), { heads })).toMatchTensor(input(), {
      hint: 'both residual connections carry x itself, not the normalised x: is one missing, or is the sum normalised (post-norm), or the result of a step?',
    });
  });

  test('adds the attention to the residual stream', { tags: 'property' }, async () => {
    const silent = silence(params(), noAttention, noFeedForward);
    const { bias } = params().attention.output;
    const before = await attentionBlock(silent, input(), { heads });
    silent.attention.output.bias = bias;
    expect(await attentionBlock(silent, input(), { heads })).toMatchTensor(before.add(bias), {
      hint: 'what attention finds reaches the end unchanged: the second residual connection adds the result of the first step',
    });
  });

  test('lets the steps see x through the norms alone', { tags: 'property' }, async () => {
    // With gain and bias 0 both steps read zeros, so they add one and the same vector to every token.
    const blind = silence(params(), 'norm1', 'norm2');
    const found = (await attentionBlock(blind, input(), { heads })).sub(input());
    expect(found).toMatchTensor(found.slice([0, 0, 0], [1, 1, dModel]).tile([batch, seq, 1]), {
      hint: 'pre-norm: attention and feedForward read a normalised x, and x itself is never normalised',
    });
  });

  test('adds what the steps return as it is', { tags: 'property' }, async () => {
    // With last weights of 0 each step returns its last bias, whatever it reads.
    const block = silence(params(), 'attention.output.weight', 'feedForward.contract.weight');
    const expected = input().add(block.attention.output.bias).add(block.feedForward.contract.bias);
    expect(await attentionBlock(block, input(), { heads })).toMatchTensor(expected, {
      hint: 'x plus what attention returns plus what feedForward returns: is a norm taken of what a step returns, or of the sum? It belongs before the step',
    });
  });

  test('lets attention read layerNorm with norm1', {
    tags: 'property',
    meta: { beside: ['layerNorm'] },
  }, async () => {
    // One token alone attends to itself: what attention returns is its value, projected.
    const x = normal([batch, 1, dModel], 4, 3);
    const block = silence(params(), noFeedForward);
    const value = linear(block.attention.value, await layerNorm(block.norm1, x));
    const expected = x.add(linear(block.attention.output, value));
    expect(await attentionBlock(block, x, { heads })).toMatchTensor(expected, {
      hint: 'first step: x plus the attention of layerNorm(params.norm1, x)',
    });
  });

  test('lets feedForward read layerNorm with norm2', {
    tags: 'property',
    meta: { beside: ['layerNorm', 'feedForward'] },
  }, async () => {
    const block = silence(params(), noAttention);
    const fed = await feedForward(block.feedForward, await layerNorm(block.norm2, input()));
    expect(await attentionBlock(block, input(), { heads })).toMatchTensor(input().add(fed), {
      hint: 'second step: the sum plus feedForward of layerNorm(params.norm2, …). Is norm1 used twice, or no norm at all?',
    });
  });

  test('lets feedForward read the sum after attention', {
    tags: 'property',
    meta: { beside: ['layerNorm', 'feedForward'] },
  }, async () => {
    const block = silence(params(), 'attention.output.weight');
    const sum = input().add<tf.Tensor3D>(block.attention.output.bias);
    const fed = await feedForward(block.feedForward, await layerNorm(block.norm2, sum));
    expect(await attentionBlock(block, input(), { heads })).toMatchTensor(sum.add(fed), {
      hint: 'the second step starts from the sum that the first step made, not from x',
    });
  });

  test('passes the number of heads on', { tags: 'property' }, async () => {
    const one = await attentionBlock(params(), input(), { heads: 1 });
    expect(await attentionBlock(params(), input(), { heads })).toDifferFrom(one, {
      hint: 'options.heads has no influence: do the options reach multiHeadAttention?',
    });
  });

  test('follows the mask', { tags: 'property' }, async () => {
    const options = { heads, mask: causal(seq) };
    const before = await attentionBlock(params(), input(), options);
    const after = await attentionBlock(params(), changeLast(input()) as tf.Tensor3D, options);
    expect(after).toIgnoreLaterToken(seq - 1, before, {
      hint: 'do the options, with the mask, reach multiHeadAttention? And does layerNorm stay within one token?',
    });
  });

  test('equals TransformerEncoderLayer of PyTorch', { tags: 'fixture' }, async () => {
    const block = tensorsOf<BlockParams>(fixture.params);
    const out = await attentionBlock(block, tensorOf(fixture.x), { heads: fixture.heads });
    expect(out).toMatchTensor(fixture.unmasked, {
      hint: 'two steps, each x ← x + step(layerNorm(x)): which norm, which input, which sum?',
    });
  });

  test('equals the masked TransformerEncoderLayer of PyTorch', { tags: 'fixture' }, async () => {
    const block = tensorsOf<BlockParams>(fixture.params);
    const options = { heads: fixture.heads, mask: tensorOf(fixture.mask) };
    expect(await attentionBlock(block, tensorOf(fixture.x), options)).toMatchTensor(fixture.masked, {
      hint: 'with a mask: pass the options on to multiHeadAttention',
    });
  });

  testHealth(
    attentionBlock,
    () => ({ params: params(), x: input(), options: { heads, mask: causal(seq) } }),
    ['layerNorm', 'feedForward'],
  );
});
