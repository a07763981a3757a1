import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { classifier, encoder, maskedLoss, maskTokens, meanPool } from '#impl/11-encoder';
import type { TransformerParams } from '../../lib/parameters';
import { attempt } from '../support/attempt';
import { normal, randomParams, tensorOf, tensorsOf } from '../support/inputs';
import fixture from './fixtures/11.json';
import { draws } from './support/draw';
import { numbersOf } from './support/numbers';
import { affine } from './support/oracle/affine';
import { block } from './support/oracle/block';
import { layerNorm } from './support/oracle/layer-norm';
import { mean, surprises } from './support/oracle/loss';
import { type Matrix, transpose } from './support/oracle/matrix';
import { embed } from './support/oracle/transformer';

/** A model, texts of drawn lengths filled up with a drawn token, and what the oracle makes of each text. */
function inputs() {
  const draw = draws();
  const { batch, heads } = draw.sizes('batch', 'heads');
  const [seq, dModel, classes] = [7, 4 * heads, draw.integer(9, 11)];
  const config = { vocab: 17, seq, dModel, heads, dFf: 19, layers: 2 };
  const params = {
    ...randomParams(config, draw.seed()),
    output: { weight: normal([dModel, classes], draw.seed()), bias: normal([classes], draw.seed()) },
  };
  const padding = draw.integer(0, 16);
  const texts = Array.from({ length: batch }, () =>
    Array.from({ length: draw.integer(2, seq) }, () => (padding + draw.integer(1, 16)) % 17),
  );
  const rows = texts.map((text) => [...text, ...Array<number>(seq - text.length).fill(padding)]);
  const tokens = tf.tensor2d(rows, [batch, seq], 'int32');
  const numbers = numbersOf(params);
  const encoded = (ids: readonly number[]): Matrix => {
    let stream = embed(numbers.embedding, ids);
    for (const layer of numbers.blocks) stream = block(layer, stream, heads);
    return layerNorm(numbers.norm, stream);
  };
  return { draw, batch, seq, dModel, heads, classes, params, numbers, padding, texts, rows, tokens, encoded };
}

describe('encoder', () => {
  test('equals the formula on texts without padding', { tags: 'property' }, async () => {
    const { params, tokens, rows, heads, encoded } = inputs();
    const { output: _, ...rest } = params;
    const expected = rows.map(encoded);
    expect(await attempt(() => encoder(rest, tokens, { heads }))).toMatchTensor(expected, {
      hint: 'embed, every block without a mask, the final norm',
    });
  });

  test('equals the formula on texts of drawn lengths', { tags: 'property' }, async () => {
    const { params, tokens, texts, heads, padding, encoded } = inputs();
    const found = await attempt(() => encoder(params, tokens, { heads, padding }));
    for (const [index, text] of texts.entries()) {
      const own = await attempt(() => (found as tf.Tensor).slice([index, 0], [1, text.length]));
      expect(own).toMatchTensor([encoded(text)], {
        hint: 'each text has a mask of its own: 1 in the columns of its real tokens, in all rows',
      });
    }
  });

  test('equals TransformerEncoder of PyTorch', { tags: 'fixture' }, async () => {
    const { heads, padding } = fixture;
    const params = tensorsOf<TransformerParams>(fixture.params);
    const found = await attempt(() => encoder(params, tensorOf(fixture.tokens, 'int32'), { heads, padding }));
    const real = tensorOf(fixture.real).expandDims(-1);
    const seen = await attempt(() => (found as tf.Tensor).mul(real));
    expect(seen).toMatchTensor(fixture.encoded, {
      hint: 'embed, every block with 0 in the columns of what fills up, the final norm',
    });
  });
});

describe('meanPool', () => {
  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { draw, batch, seq, dModel, texts } = inputs();
    const x = normal([batch, seq, dModel], draw.seed());
    const mask = tf.tensor2d(
      texts.map(({ length }) => Array.from({ length: seq }, (_, at) => (at < length ? 1 : 0))),
    );
    const items = x.arraySync();
    const expected = texts.map(({ length }, index) =>
      transpose((items[index] ?? []).slice(0, length)).map(mean),
    );
    expect(await meanPool(x, mask)).toMatchTensor(expected, {
      hint: 'over seq, for each text over its own real tokens',
    });
  });

  test('finds real tokens anywhere', { tags: 'property' }, async () => {
    const x = tf.tensor3d([[[1], [2], [4], [8]]]);
    expect(await meanPool(x, tf.tensor2d([[0, 1, 0, 1]]))).toMatchTensor([[5]], {
      hint: 'the mask says which tokens are real, wherever they stand',
    });
  });

  test('equals the mean of PyTorch', { tags: 'fixture' }, async () => {
    expect(await meanPool(tensorOf(fixture.encoded), tensorOf(fixture.real))).toMatchTensor(fixture.pooled, {
      hint: 'over seq, for each text over its own real tokens',
    });
  });
});

describe('classifier', () => {
  test('equals the formula on texts of drawn lengths', { tags: 'property' }, async () => {
    const { params, numbers, tokens, texts, heads, padding, encoded } = inputs();
    const pooled = texts.map((text) => transpose(encoded(text)).map(mean));
    const found = await attempt(() => classifier(params, tokens, { heads, padding }));
    expect(found).toMatchTensor(affine(numbers.output, pooled), {
      hint: 'encoder, mean over the real tokens of each text, output projection',
    });
  });

  test('equals TransformerEncoder and Linear of PyTorch', { tags: 'fixture' }, async () => {
    const { heads, padding } = fixture;
    const params = tensorsOf<TransformerParams>(fixture.params);
    const tokens = tensorOf<tf.Tensor2D>(fixture.tokens, 'int32');
    const found = await attempt(() => classifier(params, tokens, { heads, padding }));
    expect(found).toMatchTensor(fixture.classes, {
      hint: 'encoder, mean over the real tokens of each text, output projection',
    });
  });
});

describe('maskTokens', () => {
  test('hides what drawn numbers say', { tags: 'property' }, async () => {
    const { draw, batch, seq, tokens, rows } = inputs();
    const percents = rows.map((row) => row.map(() => draw.integer(0, 99)));
    const limit = draw.integer(20, 60);
    const uniforms = tf.tensor2d(
      percents.map((row) => row.map((percent) => (percent + 0.5) / 100)),
      [batch, seq],
    );
    const { inputs: hidden, mask } = await maskTokens(tokens, uniforms, { maskId: 17, rate: limit / 100 });
    const below = percents.map((row) => row.map((percent) => (percent < limit ? 1 : 0)));
    expect(hidden).toMatchTensor(
      rows.map((row, text) => row.map((id, at) => (below[text]?.[at] ? 17 : id))),
      { hint: 'maskId where the uniform number is below the rate, else the token' },
    );
    expect(mask).toMatchTensor(below, { hint: '1 where a token is hidden, else 0' });
  });
});

describe('maskedLoss', () => {
  test('equals the formula under a drawn mask', { tags: 'property' }, async () => {
    const { draw, batch, seq, tokens, rows } = inputs();
    const logits = normal([batch, seq, 17], draw.seed(), 2);
    const flags = rows.map((row) => row.map((_, at) => (at === 1 || draw.integer(0, 2) === 0 ? 1 : 0)));
    const each = surprises(logits.arraySync().flat(), rows.flat());
    const expected = mean(each.filter((_, index) => flags.flat()[index] === 1));
    expect(await maskedLoss(logits, tokens, tf.tensor2d(flags, [batch, seq]))).toMatchTensor(expected, {
      hint: 'the mean of −ln p(target) over the places where the mask is 1, all texts together',
    });
  });

  test('equals CrossEntropyLoss of PyTorch, which leaves the others out', { tags: 'fixture' }, async () => {
    const [logits, targets] = [
      tensorOf<tf.Tensor3D>(fixture.logits),
      tensorOf<tf.Tensor2D>(fixture.tokens, 'int32'),
    ];
    expect(await maskedLoss(logits, targets, tensorOf(fixture.hidden))).toMatchTensor(fixture.loss, {
      hint: 'the mean of −ln p(target) over the hidden tokens alone',
    });
  });
});
