import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { embed, transformer } from '#impl/06-transformer';
import type { TransformerParams } from '../../lib/parameters';
import { attempt } from '../support/attempt';
import { randomParams, tensorOf, tensorsOf } from '../support/inputs';
import fixture from './fixtures/06.json';
import { draws } from './support/draw';
import { numbersOf, stacked } from './support/numbers';
import * as oracle from './support/oracle/transformer';

/** A model of drawn sizes, and tokens shorter than the longest sequence that it is made for. */
function inputs(layers = 2) {
  const draw = draws();
  const { batch, heads, seq, half } = draw.sizes('batch', 'heads', 'seq', 'half');
  const dModel = heads * 2 * half; // 12, 20, 28 or more: never equal to vocab or dFf
  const [vocab, dFf] = [draw.integer(15, 19), draw.integer(21, 27)];
  const config = { vocab, seq: seq + 4, dModel, heads, dFf, layers };
  const params = randomParams(config, draw.seed());
  return { draw, batch, seq, config, params, tokens: draw.tokens(batch, seq, vocab) };
}

/** The logits of the oracle for every batch item. */
function logitsOf(params: TransformerParams, tokens: tf.Tensor2D, heads: number) {
  const numbers = numbersOf(params);
  const each = tokens.arraySync().map((ids) => oracle.transformer(numbers, ids, heads));
  return stacked([tokens.shape[0]], each);
}

describe('embed', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { params, tokens, batch, seq, config } = inputs();
    const embedded = await attempt(() => embed({ embedding: params.embedding }, tokens));
    expect(embedded).toHaveShape([batch, seq, config.dModel], {
      hint: 'no size is fixed: seq and dModel come from the tokens and the embedding',
    });
  });

  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { params, tokens, batch } = inputs();
    const rows = params.embedding.arraySync();
    const each = tokens.arraySync().map((ids) => oracle.embed(rows, ids));
    expect(await embed({ embedding: params.embedding }, tokens)).toMatchTensor(stacked([batch], each), {
      hint: 'row of the embedding · √dModel + positional encoding',
    });
  });

  test('gives one token different vectors at different positions', { tags: 'property' }, async () => {
    const { draw, params, config } = inputs();
    const token = draw.integer(0, config.vocab - 1);
    const embedded = await embed({ embedding: params.embedding }, tf.fill([1, 2], token, 'int32'));
    expect(embedded.slice([0, 1], [1, 1])).toDifferFrom(embedded.slice([0, 0], [1, 1]), {
      hint: 'position means the place in the sequence: each place adds its own row of the encoding',
    });
  });

  test('equals Embedding and positions of PyTorch', { tags: 'fixture' }, async () => {
    const { embedding } = tensorsOf<TransformerParams>(fixture.params);
    const embedded = await embed({ embedding }, tensorOf(fixture.tokens, 'int32'));
    expect(embedded).toMatchTensor(fixture.embedded, {
      hint: 'row of the embedding · √dModel + positional encoding of 01',
    });
  });
});

describe('transformer', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { params, tokens, batch, seq, config } = inputs();
    const logits = await attempt(() => transformer(params, tokens, config));
    expect(logits).toHaveShape([batch, seq, config.vocab], {
      hint: 'no size is fixed: one logit per vocabulary entry for each token',
    });
  });

  test('equals the formula with 1 and with 3 blocks', { tags: 'property' }, async () => {
    for (const layers of [1, 3]) {
      const { params, tokens, config } = inputs(layers);
      const expected = logitsOf(params, tokens, config.heads);
      expect(await transformer(params, tokens, config)).toMatchTensor(expected, {
        hint: 'embed → each block in order, with the causal mask → final norm → output projection',
      });
    }
  });

  test('lets no token see a later one', { tags: 'property' }, async () => {
    const { draw, params, tokens, config, seq } = inputs();
    const before = await transformer(params, tokens, config);
    const position = draw.integer(1, seq - 1);
    const column = tf.oneHot(tf.tensor1d([position], 'int32'), seq).cast('int32');
    const changed = tokens.add(column).mod(tf.scalar(config.vocab, 'int32')).cast('int32') as tf.Tensor2D;
    expect(await transformer(params, changed, config)).toIgnoreLaterToken(position, before, {
      what: 'logits',
      hint: 'the future leaks: does every block get the causal mask, and does each norm stay within one token?',
    });
  });

  test('gives a prefix the same logits as the whole', { tags: 'property' }, async () => {
    const { params, tokens, config, batch, seq } = inputs();
    const all = await transformer(params, tokens, config);
    for (const length of [1, seq - 1]) {
      const prefix = tokens.slice([0, 0], [batch, length]);
      const logits = await attempt(() => transformer(params, prefix, config));
      expect(logits).toMatchTensor(all.slice([0, 0, 0], [batch, length, config.vocab]), {
        hint: 'nothing depends on the length: mask and positions are as long as the tokens at hand',
      });
    }
  });

  test('moves its rows with the batch items', { tags: 'property' }, async () => {
    const { draw, params, tokens, config, batch } = inputs();
    const order = tf.tensor1d(draw.order(batch), 'int32');
    const expected = tf.gather(await transformer(params, tokens, config), order);
    expect(await transformer(params, tf.gather(tokens, order), config)).toMatchTensor(expected, {
      hint: 'batch items do not mix: their order has no meaning',
    });
  });

  test('equals TransformerEncoder of PyTorch', { tags: 'fixture' }, async () => {
    const model = tensorsOf<TransformerParams>(fixture.params);
    const logits = await transformer(model, tensorOf(fixture.tokens, 'int32'), fixture.config);
    expect(logits).toMatchTensor(fixture.logits, {
      hint: 'embed → each block in order, with the causal mask → final norm → output projection',
    });
  });
});
