import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { bigram, crossEntropy, perplexity } from '#impl/08-bigram';
import { attempt } from './support/attempt';
import { testHealth } from './support/health';
import { normal } from './support/inputs';

// Sizes that all differ: a mean or a softmax over another axis cannot pass unnoticed.
const [batch, seq, vocab] = [2, 3, 5];
const ids = [4, 0, 2, 1, 4, 3];
const tokens = () => tf.tensor2d(ids, [batch, seq], 'int32');
const table = () => normal([vocab, vocab], 81);
const logits = () => normal([batch, seq, vocab], 82);

describe('bigram', () => {
  test('has one logit per vocabulary entry for each token', { tags: 'shape' }, async () => {
    expect(await attempt(() => bigram({ table: table() }, tokens()))).toHaveShape([batch, seq, vocab], {
      hint: 'a row of the table for each token of each batch item: [batch, seq, vocab]',
    });
  });

  test('answers each token with its row of the table', { tags: 'example' }, async () => {
    const small = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
    expect(await bigram({ table: small }, tf.tensor2d([[2, 0]], [1, 2], 'int32'))).toMatchTensor(
      [
        [
          [7, 8, 9],
          [1, 2, 3],
        ],
      ],
      {
        hint: 'row a of the table holds what comes after token a: rows, not columns, and the numbers as they are',
      },
    );
  });

  test('looks at the last token alone', { tags: 'property' }, async () => {
    const before = await bigram({ table: table() }, tokens());
    const changed = ids.map((id, index) => (index % seq === 0 ? (id + 1) % vocab : id));
    const after = await bigram({ table: table() }, tf.tensor2d(changed, [batch, seq], 'int32'));
    expect(after.slice([0, 1], [batch, 2])).toMatchTensor(before.slice([0, 1], [batch, 2]), {
      hint: 'the first token changed the logits of a later one: a bigram model knows one token, the last',
    });
  });

  test('returns logits, not probabilities', { tags: 'property' }, async () => {
    const [before, after] = [table(), table().add(3)] as [tf.Tensor2D, tf.Tensor2D];
    const expected = (await bigram({ table: before }, tokens())).add(3);
    expect(await bigram({ table: after }, tokens())).toMatchTensor(expected, {
      hint: 'the rows of the table are logits already: no softmax, that belongs to the loss',
    });
  });

  testHealth(bigram, () => ({ params: { table: table() }, tokens: tokens() }));
});

describe('crossEntropy', () => {
  test('is one number', { tags: 'shape' }, async () => {
    expect(await attempt(() => crossEntropy(logits(), tokens()))).toHaveShape([], {
      hint: 'a loss is a scalar: the mean over all targets, whatever axes they have',
    });
  });

  test('is the mean of −ln p(target)', { tags: 'example' }, async () => {
    // The first row gives probabilities 1/4 and 3/4, the second 1/2 and 1/2.
    const rows = tf.tensor2d([0, Math.log(3), 1, 1], [2, 2]);
    const expected = (Math.log(4 / 3) + Math.log(2)) / 2;
    expect(await crossEntropy(rows, tf.tensor1d([1, 0], 'int32'))).toMatchTensor(expected, {
      hint: 'minus the natural logarithm of the probability of each target, then the mean over the targets',
    });
  });

  test('is ln vocab for a model that knows nothing', { tags: 'property' }, async () => {
    const nothing = tf.zeros([batch, seq, 7]);
    expect(await crossEntropy(nothing, tokens())).toMatchTensor(Math.log(7), {
      hint: 'with equal logits every token has the probability 1 / vocab: softmax over vocab, natural logarithm, mean',
    });
  });

  test('is the mean over all targets, not their sum', { tags: 'property' }, async () => {
    const once = await crossEntropy(logits(), tokens());
    const twice = await crossEntropy(tf.concat([logits(), logits()]), tf.concat([tokens(), tokens()]));
    expect(twice).toMatchTensor(once, {
      hint: 'the same batch twice has the same loss: the sum is divided by the number of all targets, batch · seq',
    });
  });

  test('takes the softmax over the vocabulary', { tags: 'property' }, async () => {
    // Each row moved by a number of its own: its probabilities stay what they are.
    const moved = logits().add(normal([batch, seq, 1], 83, 3));
    expect(await crossEntropy(moved, tokens())).toMatchTensor(await crossEntropy(logits(), tokens()), {
      hint: 'probabilities sum to 1 over the last axis, vocab: adding a number to a whole row changes nothing',
    });
  });

  test('does not notice how the targets are arranged', { tags: 'property' }, async () => {
    const flat = await attempt(() => crossEntropy(logits().reshape([6, vocab]), tokens().flatten()));
    expect(flat).toMatchTensor(await crossEntropy(logits(), tokens()), {
      hint: 'targets may have any axes: [batch, seq] and [batch · seq] with the same rows have the same loss',
    });
  });

  test('scores the target of each row', { tags: 'property' }, async () => {
    // The target has the logit 30, all others 0: nothing is left to be surprised at.
    const sure = tf.oneHot(tokens(), vocab).cast('float32').mul(30);
    expect(await crossEntropy(sure, tokens())).toMatchTensor(0, {
      hint: 'row t belongs to target t: nothing is shifted here, that was done when the text was cut',
    });
  });

  test('stays finite when a target is all but impossible', { tags: 'property' }, async () => {
    const rows = tf.tensor2d([0, 500, 500, 0], [2, 2]);
    expect(await crossEntropy(rows, tf.tensor1d([0, 1], 'int32'))).toMatchTensor(500, {
      hint: 'a probability that has become 0 has no logarithm: softmax and logarithm belong into one step',
    });
  });

  testHealth(crossEntropy, () => ({ logits: logits(), targets: tokens() }));
});

describe('perplexity', () => {
  test('is vocab for a model that knows nothing', { tags: 'example' }, async () => {
    expect(await perplexity(Math.log(65))).toMatchData(65, {
      hint: 'the loss is ln vocab then: what undoes a natural logarithm?',
    });
  });

  test('is 1 for a model that is always right', { tags: 'property' }, async () => {
    expect(await perplexity(0)).toMatchData(1, {
      hint: 'a loss of 0 means one choice, not none',
    });
  });

  test('is multiplied by e when the loss grows by 1', { tags: 'property' }, async () => {
    expect(await perplexity(2)).toMatchData(Math.E * Math.E, {
      hint: 'the loss is in nats, so the base is e; a larger loss is a larger perplexity',
    });
  });
});
