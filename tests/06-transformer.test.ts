import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { embed, transformer } from '#impl/06-transformer';
import { linear } from '../lib/linear';
import { mapTensors, type TransformerParams } from '../lib/parameters';
import fixture from './fixtures/06.json';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { normal, randomParams, silence, tensorOf, tensorsOf } from './support/inputs';

const config = { vocab: 11, seq: 6, dModel: 12, heads: 3, dFf: 7, layers: 2 };
const { vocab, seq, dModel } = config;
const batch = 4;

const params = () => randomParams(config, 3);
const ids = Array.from({ length: batch * seq }, (_, index) => (index * index + 3) % vocab);
const tokens = () => tf.tensor2d(ids, [batch, seq], 'int32');

/** All tokens at one position replaced by the next in the vocabulary. */
const changeToken = (position: number) =>
  tf.tensor2d(
    ids.map((id, index) => (index % seq === position ? (id + 1) % vocab : id)),
    [batch, seq],
    'int32',
  );

/** A lookup in a test: rows of the embedding, [batch, seq, dModel]. */
const rows = (embedding: tf.Tensor2D) =>
  tf.matMul(tf.oneHot(tokens().flatten(), vocab).cast('float32'), embedding).reshape([batch, seq, dModel]);

describe('embed', () => {
  const silent = () => ({ embedding: tf.zeros<tf.Rank.R2>([vocab, dModel]) });

  test('has one vector for each token', { tags: 'shape' }, async () => {
    const { embedding } = params();
    expect(await attempt(() => embed({ embedding }, tokens()))).toHaveShape([batch, seq, dModel], {
      hint: 'a row of the embedding for each token of each batch item, plus a row for each position along seq',
    });
  });

  test('is √dModel times the embedding plus the position', { tags: 'example' }, async () => {
    // dModel = 4, so √dModel = 2. Token 1 is [1, 2, 3, 4]; position 0 is [0, 1, 0, 1].
    const embedding = tf.tensor2d([0, 0, 0, 0, 1, 2, 3, 4], [2, 4]);
    const token = tf.tensor2d([1], [1, 1], 'int32');
    expect(await embed({ embedding }, token)).toMatchTensor([[[2, 5, 6, 9]]], {
      hint: 'the row of the token, times √dModel, then plus the positional encoding: only the embedding is scaled',
    });
  });

  test('scales the embedding by √dModel', { tags: 'property' }, async () => {
    const { embedding } = params();
    const positions = await embed(silent(), tokens());
    const embedded = await embed({ embedding }, tokens());
    expect(embedded.sub(positions)).toMatchTensor(rows(embedding).mul(Math.sqrt(dModel)), {
      hint: 'each token is its row of the embedding times √dModel: the root of the width, not the width, and not nothing',
    });
  });

  test('counts positions along seq, alike in all batch items', { tags: 'property' }, async () => {
    const gap = await attempt(async () => {
      const positions = await embed(silent(), tokens());
      return positions.sub(positions.slice(0, 1));
    });
    expect(gap).toMatchTensor(tf.zeros([batch, seq, dModel]), {
      hint: 'position means the place in the sequence: the encoding has seq rows, and every batch item gets the same',
    });
  });

  test('adds the positions once and does not scale them', { tags: 'property' }, async () => {
    // Each pair of columns has sin² + cos² = 1, so the squares of a position sum to dModel / 2.
    const positions = await embed(silent(), tokens());
    expect(positions.square().sum(-1)).toMatchTensor(tf.fill([batch, seq], dModel / 2), {
      hint: 'with an embedding of zeros the positional encoding remains: added once, after the scaling of the embedding',
    });
  });

  test('equals Embedding and positions of PyTorch', { tags: 'fixture' }, async () => {
    const { embedding } = tensorsOf<TransformerParams>(fixture.params);
    const embedded = await embed({ embedding }, tensorOf(fixture.tokens, 'int32'));
    expect(embedded).toMatchTensor(fixture.embedded, {
      hint: 'row of the embedding · √dModel + positional encoding of 01',
    });
  });

  testHealth(embed, () => ({ params: { embedding: params().embedding }, tokens: tokens() }));
});

describe('transformer', () => {
  test('has one logit per vocabulary entry for each token', { tags: 'shape' }, async () => {
    expect(await attempt(() => transformer(params(), tokens(), config))).toHaveShape([batch, seq, vocab], {
      hint: 'the output projection turns dModel into vocab for every token; mask and positions are as long as these tokens',
    });
  });

  test('returns the output bias when the final norm is silent', { tags: 'example' }, async () => {
    const silent = silence(params(), 'norm');
    const expected = silent.output.bias.reshape([1, 1, vocab]).tile([batch, seq, 1]);
    expect(await transformer(silent, tokens(), config)).toMatchTensor(expected, {
      hint: 'the last two steps are layerNorm with params.norm, then the output projection: is the final norm missing?',
    });
  });

  test('returns logits, not probabilities', { tags: 'property' }, async () => {
    const before = await transformer(params(), tokens(), config);
    const shifted = params();
    shifted.output.bias = shifted.output.bias.add(3);
    expect(await transformer(shifted, tokens(), config)).toMatchTensor(before.add(3), {
      hint: 'the output projection with its bias is the last step: no softmax after it, that belongs to the loss',
    });
  });

  test('lets no token see a later one', { tags: 'property' }, async () => {
    const before = await transformer(params(), tokens(), config);
    for (let position = 1; position < seq; position += 1) {
      const after = await transformer(params(), changeToken(position), config);
      expect(after).toIgnoreLaterToken(position, before, {
        what: 'logits',
        hint: 'the future leaks: does every block get the causal mask, with its diagonal, and does each norm stay within one token?',
      });
    }
  });

  test('lets every token see the earlier ones', { tags: 'property' }, async () => {
    const last = (logits: tf.Tensor) => logits.slice([0, seq - 1, 0], [batch, 1, vocab]);
    const before = last(await transformer(params(), tokens(), config));
    for (let position = 0; position < seq; position += 1) {
      expect(last(await transformer(params(), changeToken(position), config))).toDifferFrom(before, {
        hint: `token ${position} has no influence on the last one: does the mask hide the past, or is attention left out?`,
      });
    }
  });

  test('treats every batch item by itself', { tags: 'property' }, async () => {
    const all = await transformer(params(), tokens(), config);
    const alone = await attempt(() => transformer(params(), tokens().slice(2, 1), config));
    expect(alone).toMatchTensor(all.slice(2, 1), {
      hint: 'batch items do not mix: their logits are the same when each is computed alone',
    });
  });

  test('works on a sequence shorter than config.seq', { tags: 'property' }, async () => {
    const all = await transformer(params(), tokens(), config);
    const start = tokens().slice([0, 0], [batch, 4]);
    const shorter = await attempt(() => transformer(params(), start, config));
    expect(shorter).toMatchTensor(all.slice([0, 0, 0], [batch, 4, vocab]), {
      hint: 'mask and positions are as long as the tokens at hand, not as config.seq, and later tokens change nothing',
    });
  });

  test('attends in config.heads heads', { tags: 'property' }, async () => {
    const one = await transformer(params(), tokens(), { ...config, heads: 1 });
    expect(await transformer(params(), tokens(), config)).toDifferFrom(one, {
      hint: 'config.heads has no influence: does each block get the number of heads?',
    });
  });

  test('uses every block', { tags: 'property' }, async () => {
    const before = await transformer(params(), tokens(), config);
    for (let block = 0; block < config.layers; block += 1) {
      const without = silence(params(), `blocks.${block}`);
      expect(await transformer(without, tokens(), config)).toDifferFrom(before, {
        hint: `params.blocks[${block}] has no influence: is one block used for all, or is the loop too short?`,
      });
    }
  });

  test('feeds each block with the output of the one before', { tags: 'property' }, async () => {
    // The first block adds the same vector to every token, as if the embedding had held it from the start.
    const extra = normal([dModel], 8);
    const { blocks, ...rest } = params();
    const [adder, block] = silence(blocks, '0.attention.output', '0.feedForward.contract');
    if (!adder || !block) throw new Error('The test needs two blocks');
    adder.feedForward.contract.bias = extra;
    const moved = { ...rest, embedding: rest.embedding.add<tf.Tensor2D>(extra.div(Math.sqrt(dModel))) };
    const expected = await transformer({ ...moved, blocks: [block] }, tokens(), { ...config, layers: 1 });
    expect(await transformer({ ...rest, blocks: [adder, block] }, tokens(), config)).toMatchTensor(expected, {
      hint: 'the first block first: each reads what the one before it returned',
    });
  });

  test('adds nothing but the blocks between embed and the final norm', {
    tags: 'property',
    meta: { beside: ['embed'] },
  }, async () => {
    const quiet = mapTensors(params(), (tensor, path) =>
      /attention\.output|contract/.test(path) ? tensor.zerosLike() : tensor,
    );
    const embedded = await embed({ embedding: quiet.embedding }, tokens());
    const { mean, variance } = tf.moments(embedded, -1, true);
    const normed = embedded
      .sub(mean)
      .div(variance.add(1e-5).sqrt())
      .mul(quiet.norm.gain)
      .add(quiet.norm.bias);
    expect(await transformer(quiet, tokens(), config)).toMatchTensor(linear(quiet.output, normed), {
      hint: 'with silent blocks the logits are output(layerNorm(embed(tokens))): are the positions added again, or is embed not used?',
    });
  });

  test('equals TransformerEncoder of PyTorch', { tags: 'fixture' }, async () => {
    const model = tensorsOf<TransformerParams>(fixture.params);
    const logits = await transformer(model, tensorOf(fixture.tokens, 'int32'), fixture.config);
    expect(logits).toMatchTensor(fixture.logits, {
      hint: 'embed → each block in order, with the causal mask → final norm → output projection',
    });
  });

  // One block will do: an examination takes many calls.
  const small = { ...config, layers: 1 };
  testHealth(
    transformer,
    () => ({ params: randomParams(small, 3), tokens: tokens().slice(0, 2), config: small }),
    ['embed'],
  );
});
