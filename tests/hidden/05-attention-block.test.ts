import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attentionBlock, feedForward, layerNorm } from '#impl/05-attention-block';
import type { BlockParams } from '../../lib/parameters';
import { attempt } from '../support/attempt';
import { causal, normal, randomBlock, tensorOf, tensorsOf } from '../support/inputs';
import fixture from './fixtures/05.json';
import { draws } from './support/draw';
import { matricesOf, numbersOf, stacked } from './support/numbers';
import * as oracle from './support/oracle/block';
import * as norms from './support/oracle/layer-norm';

/** Drawn sizes, parameters, and an x that is neither centred nor of deviation 1. */
function inputs() {
  const draw = draws();
  const { batch, heads, seq, dHead, dFf } = draw.sizes('batch', 'heads', 'seq', 'dHead', 'dFf');
  const dModel = heads * dHead;
  const x = normal([batch, seq, dModel], draw.seed()).mul<tf.Tensor3D>(2).add<tf.Tensor3D>(0.5);
  return { draw, batch, heads, seq, x, params: randomBlock({ dModel, dFf }, draw.seed()) };
}

describe('layerNorm', () => {
  test('keeps the shape at drawn sizes', { tags: 'shape' }, async () => {
    const { x, params } = inputs();
    expect(await attempt(() => layerNorm(params.norm1, x))).toHaveShape(x.shape, {
      hint: 'no size is fixed',
    });
  });

  test('equals the formula at drawn sizes and with a drawn epsilon', { tags: 'property' }, async () => {
    const { draw, x, params, batch } = inputs();
    for (const epsilon of [1e-5, draw.integer(1, 9) / 10]) {
      const each = matricesOf(x).map((item) => norms.layerNorm(numbersOf(params.norm1), item, epsilon));
      expect(await layerNorm(params.norm1, x, epsilon)).toMatchTensor(stacked([batch], each), {
        hint: 'gain · (x − mean) / √(variance + epsilon) + bias, over dModel, with epsilon as given',
      });
    }
  });

  test('uses its own epsilon where the variance is small', { tags: 'property' }, async () => {
    const { x, params, batch } = inputs();
    const small = x.mul<tf.Tensor3D>(0.002);
    const each = matricesOf(small).map((item) => norms.layerNorm(numbersOf(params.norm1), item));
    expect(await layerNorm(params.norm1, small)).toMatchTensor(stacked([batch], each), {
      hint: 'for a small variance epsilon counts: inside the root, 1e-5 by default',
    });
  });

  test('does not notice when a token is shifted or stretched', { tags: 'property' }, async () => {
    const { draw, x, params, batch, seq } = inputs();
    // Another shift and another factor for each token: a mean over seq or batch would notice.
    const shift = normal([batch, seq, 1], draw.seed(), 5);
    const factor = normal([batch, seq, 1], draw.seed()).abs().add(1);
    const moved = x.mul(factor).add(shift) as tf.Tensor3D;
    expect(await layerNorm(params.norm1, moved)).toMatchTensor(await layerNorm(params.norm1, x), {
      absolute: 1e-3,
      hint: 'every token is normalised by itself, so its own shift and scale disappear',
    });
  });

  test('is linear in gain and bias', { tags: 'property' }, async () => {
    const { x, params } = inputs();
    const { gain, bias } = params.norm1;
    const double = { gain: gain.mul<tf.Tensor1D>(2), bias: bias.mul<tf.Tensor1D>(2) };
    expect(await layerNorm(double, x)).toMatchTensor((await layerNorm(params.norm1, x)).mul(2), {
      hint: 'the gain multiplies the normalised numbers, the bias is added after it',
    });
  });

  test('equals LayerNorm of PyTorch', { tags: 'fixture' }, async () => {
    const { norm1 } = tensorsOf<BlockParams>(fixture.params);
    expect(await layerNorm(norm1, tensorOf(fixture.x))).toMatchTensor(fixture.normalised, {
      hint: 'gain · (x − mean) / √(variance + epsilon) + bias, for every token by itself',
    });
  });
});

describe('feedForward', () => {
  test('keeps the shape at drawn sizes', { tags: 'shape' }, async () => {
    const { x, params } = inputs();
    const fed = await attempt(() => feedForward(params.feedForward, x));
    expect(fed).toHaveShape(x.shape, { hint: 'dModel → dFf → dModel, whatever the sizes' });
  });

  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { x, params, batch } = inputs();
    const each = matricesOf(x).map((item) => oracle.feedForward(numbersOf(params.feedForward), item));
    expect(await feedForward(params.feedForward, x)).toMatchTensor(stacked([batch], each), {
      hint: 'expand with its bias, ReLU, contract with its bias',
    });
  });

  test('moves its rows with the tokens', { tags: 'property' }, async () => {
    const { draw, x, params, seq } = inputs();
    const order = tf.tensor1d(draw.order(seq), 'int32');
    const expected = tf.gather(await feedForward(params.feedForward, x), order, 1);
    expect(await feedForward(params.feedForward, tf.gather(x, order, 1))).toMatchTensor(expected, {
      hint: 'position-wise: a token gets the same result wherever it stands',
    });
  });

  test('equals Linear, ReLU, Linear of PyTorch', { tags: 'fixture' }, async () => {
    const { feedForward: mlp } = tensorsOf<BlockParams>(fixture.params);
    expect(await feedForward(mlp, tensorOf(fixture.x))).toMatchTensor(fixture.fed, {
      hint: 'expand with its bias, ReLU, contract with its bias',
    });
  });
});

describe('attentionBlock', () => {
  test('keeps the shape at drawn sizes', { tags: 'shape' }, async () => {
    const { x, params, heads } = inputs();
    const out = await attempt(() => attentionBlock(params, x, { heads }));
    expect(out).toHaveShape(x.shape, { hint: 'no size is fixed: [batch, seq, dModel] in and out' });
  });

  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { x, params, heads, batch } = inputs();
    const each = matricesOf(x).map((item) => oracle.block(numbersOf(params), item, heads));
    expect(await attentionBlock(params, x, { heads })).toMatchTensor(stacked([batch], each), {
      hint: 'two steps, each x ← x + step(layerNorm(x)): which norm, which input, which sum?',
    });
  });

  test('equals the formula under a drawn mask', { tags: 'property' }, async () => {
    const { draw, x, params, heads, batch, seq } = inputs();
    const mask = draw.mask(seq, seq);
    const each = matricesOf(x).map((item) => oracle.block(numbersOf(params), item, heads, mask.arraySync()));
    expect(await attentionBlock(params, x, { heads, mask })).toMatchTensor(stacked([batch], each), {
      hint: 'with a mask: pass the options on to multiHeadAttention',
    });
  });

  test('works on a single token of a single batch item', { tags: 'property' }, async () => {
    const { x, params, heads } = inputs();
    const one = x.slice([0, 0], [1, 1]);
    const each = matricesOf(one).map((item) => oracle.block(numbersOf(params), item, heads));
    const out = await attentionBlock(params, one, { heads, mask: causal(1) });
    expect(out).toMatchTensor(stacked([1], each), {
      hint: 'axes of size 1 stay axes: does a squeeze or a fixed size get in the way?',
    });
  });

  test('moves its rows with the tokens', { tags: 'property' }, async () => {
    const { draw, x, params, heads, seq } = inputs();
    const order = tf.tensor1d(draw.order(seq), 'int32');
    const expected = tf.gather(await attentionBlock(params, x, { heads }), order, 1);
    expect(await attentionBlock(params, tf.gather(x, order, 1), { heads })).toMatchTensor(expected, {
      hint: 'without a mask the order of the tokens has no meaning',
    });
  });

  test('equals TransformerEncoderLayer of PyTorch, with and without a mask', {
    tags: 'fixture',
  }, async () => {
    const params = tensorsOf<BlockParams>(fixture.params);
    const [x, mask] = [tensorOf<tf.Tensor3D>(fixture.x), tensorOf(fixture.mask)];
    const { heads } = fixture;
    expect(await attentionBlock(params, x, { heads })).toMatchTensor(fixture.unmasked, {
      hint: 'two steps, each x ← x + step(layerNorm(x)): which norm, which input, which sum?',
    });
    expect(await attentionBlock(params, x, { heads, mask })).toMatchTensor(fixture.masked, {
      hint: 'with a mask: pass the options on to multiHeadAttention',
    });
  });
});
