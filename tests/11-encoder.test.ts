import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { classifier, encoder, maskedLoss, maskTokens, meanPool } from '#impl/11-encoder';
import { linear } from '../lib/linear';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { normal, randomParams, silence } from './support/inputs';

const config = { vocab: 9, seq: 5, dModel: 8, heads: 2, dFf: 7, layers: 2 };
const [batch, seq, dModel, classes] = [3, 5, 8, 4];
const heads = 2;
const padding = 3;

/** Texts of 3, 5 and 2 tokens, filled up with 3. */
const ids = [
  [0, 6, 5, 3, 3],
  [4, 2, 7, 1, 8],
  [8, 1, 3, 3, 3],
];
const tokens = () => tf.tensor2d(ids, [batch, seq], 'int32');
const lengths = [3, 5, 2];

const params = () => {
  const { output: _, ...rest } = randomParams(config, 111);
  return rest;
};
const withOutput = () => ({
  ...params(),
  output: { weight: normal([dModel, classes], 112), bias: normal([classes], 113) },
});

/** One text without padding, [1, length]. */
const alone = (index: number) =>
  tf.tensor2d([(ids[index] ?? []).slice(0, lengths[index])], [1, lengths[index] ?? 0], 'int32');

describe('encoder', () => {
  test('has one vector for each token', { tags: 'shape' }, async () => {
    expect(await attempt(() => encoder(params(), tokens(), { heads, padding }))).toHaveShape(
      [batch, seq, dModel],
      {
        hint: 'the stream keeps its shape from embed to the final norm; there is no output projection',
      },
    );
  });

  test('ends with the final norm', { tags: 'example' }, async () => {
    const silent = silence(params(), 'norm.gain');
    const expected = silent.norm.bias.reshape([1, 1, dModel]).tile([batch, seq, 1]);
    expect(await encoder(silent, tokens(), { heads })).toMatchTensor(expected, {
      hint: 'with a gain of 0 the bias of params.norm is all that is left: is layerNorm the last step?',
    });
  });

  test('lets every token see every other, before and after it', { tags: 'property' }, async () => {
    const before = await encoder(params(), tokens(), { heads });
    for (let position = 0; position < seq; position += 1) {
      const changed = ids.map((row) => row.map((id, at) => (at === position ? (id + 1) % 9 : id)));
      const after = await encoder(params(), tf.tensor2d(changed, [batch, seq], 'int32'), { heads });
      for (let reader = 0; reader < seq; reader += 1) {
        expect(after.slice([0, reader], [batch, 1])).toDifferFrom(before.slice([0, reader], [batch, 1]), {
          hint: `token ${position} has no influence on token ${reader}: an encoder has no causal mask`,
        });
      }
    }
  });

  test('gives a text the same vectors with and without padding', { tags: 'property' }, async () => {
    const padded = await encoder(params(), tokens(), { heads, padding });
    for (const [index, length] of lengths.entries()) {
      const expected = await encoder(params(), alone(index), { heads });
      expect(padded.slice([index, 0], [1, length])).toMatchTensor(expected, {
        hint: 'nobody attends to a token that fills up: in the mask of each text, its column is 0 in all rows',
      });
    }
  });

  test('takes every token for real where no padding is named', { tags: 'property' }, async () => {
    const text = (...row: number[]) => tf.tensor2d([row], [1, row.length], 'int32');
    const long = await encoder(params(), text(5, 6, 0, 0), { heads });
    expect(long.slice([0, 0], [1, 2])).toDifferFrom(await encoder(params(), text(5, 6), { heads }), {
      hint: 'without options.padding the token 0 is a token as any other',
    });
  });

  test('has positions', { tags: 'property' }, async () => {
    const moved = tf.tensor2d([[2, 4, 7, 1, 8]], [1, seq], 'int32');
    const after = await encoder(params(), moved, { heads });
    const before = await encoder(params(), alone(1), { heads });
    expect(after.slice([0, 2], [1, 1])).toDifferFrom(before.slice([0, 2], [1, 1]), {
      hint: 'two tokens changed places and nobody noticed: does the stream begin with embed of 06?',
    });
  });

  test('uses every block', { tags: 'property' }, async () => {
    const before = await encoder(params(), tokens(), { heads, padding });
    for (let block = 0; block < config.layers; block += 1) {
      const without = silence(params(), `blocks.${block}`);
      expect(await encoder(without, tokens(), { heads, padding })).toDifferFrom(before, {
        hint: `params.blocks[${block}] has no influence: is one block used for all, or is the loop too short?`,
      });
    }
  });

  test('attends in options.heads heads', { tags: 'property' }, async () => {
    const one = await encoder(params(), tokens(), { heads: 1, padding });
    expect(await encoder(params(), tokens(), { heads, padding })).toDifferFrom(one, {
      hint: 'options.heads has no influence: does each block get the number of heads?',
    });
  });

  testHealth(encoder, () => ({
    params: params(),
    tokens: tokens().slice(0, 2),
    options: { heads, padding },
  }));
});

describe('meanPool', () => {
  const mask = () => tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0], [batch, seq]);
  const x = () => normal([batch, seq, dModel], 114);

  test('has one vector for each text', { tags: 'shape' }, async () => {
    expect(await attempt(() => meanPool(x(), mask()))).toHaveShape([batch, dModel], {
      hint: 'the mean runs over seq, which goes away: [batch, dModel]',
    });
  });

  test('takes the mean over the real tokens', { tags: 'example' }, async () => {
    const small = tf.tensor3d([
      [
        [1, 10],
        [3, 20],
        [99, 99],
      ],
      [
        [5, 7],
        [99, 99],
        [99, 99],
      ],
    ]);
    const real = tf.tensor2d([1, 1, 0, 1, 0, 0], [2, 3]);
    expect(await meanPool(small, real)).toMatchTensor(
      [
        [2, 15],
        [5, 7],
      ],
      {
        hint: 'the sum over the real tokens, divided by the number of real tokens of that text',
      },
    );
  });

  test('divides by the number of real tokens, not by seq', { tags: 'property' }, async () => {
    expect(await meanPool(tf.ones([batch, seq, dModel]), mask())).toMatchTensor(tf.ones([batch, dModel]), {
      hint: 'the mean of ones is 1, however many tokens fill up',
    });
  });

  test('does not look at what fills up', { tags: 'property' }, async () => {
    const noise = normal([batch, seq, dModel], 115).mul(tf.sub(1, mask()).expandDims(-1)) as tf.Tensor3D;
    expect(await meanPool(x().add(noise), mask())).toMatchTensor(await meanPool(x(), mask()), {
      hint: 'other numbers at the places where the mask is 0 change nothing',
    });
  });

  testHealth(meanPool, () => ({ x: x(), mask: mask() }));
});

describe('classifier', () => {
  const options = { heads, padding };

  test('has one logit for each class', { tags: 'shape' }, async () => {
    expect(await attempt(() => classifier(withOutput(), tokens(), options))).toHaveShape([batch, classes], {
      hint: 'one row for each text: the mean over its tokens comes before the output projection',
    });
  });

  test('projects the mean of the encoder', {
    tags: 'property',
    meta: { beside: ['encoder', 'meanPool'] },
  }, async () => {
    const model = withOutput();
    const mask = tokens().notEqual(tf.scalar(padding, 'int32')).cast('float32') as tf.Tensor2D;
    const pooled = await meanPool(await encoder(model, tokens(), options), mask);
    expect(await classifier(model, tokens(), options)).toMatchTensor(linear(model.output, pooled), {
      hint: 'encoder, then meanPool over the real tokens, then linear with params.output, and no softmax',
    });
  });

  test('returns the output bias when the final norm is silent', { tags: 'example' }, async () => {
    const silent = silence(withOutput(), 'norm');
    const expected = silent.output.bias.reshape([1, classes]).tile([batch, 1]);
    expect(await classifier(silent, tokens(), options)).toMatchTensor(expected, {
      hint: 'the last step is the output projection with its bias: no softmax after it',
    });
  });

  test('does not notice how far a text is filled up', { tags: 'property' }, async () => {
    const all = await classifier(withOutput(), tokens(), options);
    for (const index of [0, 2]) {
      expect(await classifier(withOutput(), alone(index), options)).toMatchTensor(all.slice(index, 1), {
        hint: 'padding has no say, and `padding` says which token that is: neither as a key of attention nor in the mean',
      });
    }
  });

  test('listens to every real token', { tags: 'property' }, async () => {
    const before = await classifier(withOutput(), alone(1), options);
    for (let position = 0; position < seq; position += 1) {
      const changed = (ids[1] ?? []).map((id, at) => (at === position ? (id + 6) % 9 : id));
      const after = await classifier(withOutput(), tf.tensor2d([changed], [1, seq], 'int32'), options);
      expect(after).toDifferFrom(before, {
        hint: `token ${position} has no influence on the class: the mean runs over all real tokens`,
      });
    }
  });

  testHealth(classifier, () => ({ params: withOutput(), tokens: tokens().slice(0, 2), options }), [
    'encoder',
    'meanPool',
  ]);
});

describe('maskTokens', () => {
  const options = { maskId: 9, rate: 0.3 };
  const uniforms = () => tf.tensor2d([0.9, 0.1, 0.5, 0.31, 0.29, 0.05], [2, 3]);
  const text = () => tf.tensor2d([4, 0, 7, 2, 8, 5], [2, 3], 'int32');

  test('hides the tokens whose uniform number is below the rate', { tags: 'example' }, async () => {
    const { inputs } = await maskTokens(text(), uniforms(), options);
    expect(inputs).toMatchTensor(
      [
        [4, 9, 7],
        [2, 9, 9],
      ],
      { hint: 'a token whose uniform number is below the rate is replaced by maskId, all others stay' },
    );
  });

  test('says which tokens are hidden', { tags: 'example' }, async () => {
    const { mask } = await maskTokens(text(), uniforms(), options);
    expect(mask).toMatchTensor(
      [
        [0, 1, 0],
        [0, 1, 1],
      ],
      { hint: '1 where a token is hidden, else 0' },
    );
  });

  test('hides nothing at rate 0 and everything at rate 1', { tags: 'property' }, async () => {
    const numbers = tf.tensor2d([0, 0.5, 0.999], [1, 3]);
    const row = () => tf.tensor2d([1, 2, 3], [1, 3], 'int32');
    const none = await maskTokens(row(), numbers, { maskId: 9, rate: 0 });
    expect(none.inputs).toMatchTensor([[1, 2, 3]], { hint: 'below the rate, not at it: 0 is not below 0' });
    const all = await maskTokens(row(), numbers, { maskId: 9, rate: 1 });
    expect(all.inputs).toMatchTensor([[9, 9, 9]], { hint: 'all uniform numbers are below 1' });
  });

  test('returns token ids, and a mask to multiply with', { tags: 'property' }, async () => {
    const { inputs, mask } = await maskTokens(text(), uniforms(), options);
    expect([inputs.dtype, mask.dtype]).toMatchData(['int32', 'float32'], {
      hint: '`inputs` are token ids of dtype int32, `mask` is float32',
    });
  });
});

describe('maskedLoss', () => {
  const vocab = 6;
  const logits = () => normal([batch, seq, vocab], 116);
  const targets = () =>
    tf.tensor2d(
      ids.map((row) => row.map((id) => id % vocab)),
      [batch, seq],
      'int32',
    );
  const mask = () => tf.tensor2d([0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0], [batch, seq]);

  test('is one number', { tags: 'shape' }, async () => {
    expect(await attempt(() => maskedLoss(logits(), targets(), mask()))).toHaveShape([], {
      hint: 'a loss is a scalar: the mean over the hidden tokens',
    });
  });

  test('is the mean of −ln p(target) over the hidden tokens', { tags: 'example' }, async () => {
    // Probabilities ¼ and ¾ in each row; the hidden targets have ¾, ¼ and ¼.
    const rows = tf.tensor3d([
      [
        [0, Math.log(3)],
        [0, Math.log(3)],
      ],
      [
        [0, Math.log(3)],
        [0, Math.log(3)],
      ],
    ]);
    const hidden = tf.tensor2d([1, 0, 1, 1], [2, 2]);
    const loss = await maskedLoss(rows, tf.tensor2d([1, 0, 0, 0], [2, 2], 'int32'), hidden);
    expect(loss).toMatchTensor((Math.log(4 / 3) + 2 * Math.log(4)) / 3, {
      hint: 'the sum of −ln p over the hidden tokens, divided by their number',
    });
  });

  test('does not look at tokens that were not hidden', { tags: 'property' }, async () => {
    const noise = normal([batch, seq, vocab], 117).mul(tf.sub(1, mask()).expandDims(-1)) as tf.Tensor3D;
    expect(await maskedLoss(logits().add(noise), targets(), mask())).toMatchTensor(
      await maskedLoss(logits(), targets(), mask()),
      {
        hint: 'logits at places where the mask is 0 change nothing: those tokens can be read, so guessing them is no task',
      },
    );
  });

  test('is ln vocab for a model that knows nothing', { tags: 'property' }, async () => {
    expect(await maskedLoss(tf.zeros([batch, seq, vocab]), targets(), mask())).toMatchTensor(
      Math.log(vocab),
      {
        hint: 'the sum is divided by the number of hidden tokens, not by the number of all',
      },
    );
  });

  test('is 0 when nothing is hidden', { tags: 'property' }, async () => {
    expect(await maskedLoss(logits(), targets(), tf.zeros([batch, seq]))).toMatchTensor(0, {
      hint: '0 / 0 is no number: what is the number of hidden tokens then?',
    });
  });

  test('stays finite when a target is all but impossible', { tags: 'property' }, async () => {
    const rows = tf.tensor3d([
      [
        [0, 400],
        [400, 0],
      ],
    ]);
    const loss = await maskedLoss(rows, tf.tensor2d([0, 1], [1, 2], 'int32'), tf.ones([1, 2]));
    expect(loss).toMatchTensor(400, {
      hint: 'a probability that has become 0 has no logarithm: softmax and logarithm belong into one step',
    });
  });

  testHealth(maskedLoss, () => ({ logits: logits(), targets: targets(), mask: mask() }));
});
