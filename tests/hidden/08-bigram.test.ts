import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { bigram, crossEntropy, perplexity } from '#impl/08-bigram';
import { attempt } from '../support/attempt';
import { normal, tensorOf } from '../support/inputs';
import fixture from './fixtures/08.json';
import { draws } from './support/draw';
import { mean, surprises } from './support/oracle/loss';

/** Logits and targets of drawn sizes. */
function inputs(deviation = 1) {
  const draw = draws();
  const { batch, seq } = draw.sizes('batch', 'seq');
  const vocab = draw.integer(6, 12);
  return {
    draw,
    batch,
    seq,
    vocab,
    logits: normal([batch, seq, vocab], draw.seed(), deviation),
    targets: draw.tokens(batch, seq, vocab),
  };
}

/** The loss of the oracle. */
function lossOf(logits: tf.Tensor3D, targets: tf.Tensor2D): number {
  return mean(surprises(logits.arraySync().flat(), targets.arraySync().flat()));
}

describe('bigram', () => {
  test('has the right shape at drawn sizes', { tags: 'shape' }, async () => {
    const { draw, batch, seq, vocab, targets } = inputs();
    const table = normal([vocab, vocab], draw.seed());
    expect(await attempt(() => bigram({ table }, targets))).toHaveShape([batch, seq, vocab], {
      hint: 'no size is fixed: batch and seq come from the tokens, vocab from the table',
    });
  });

  test('picks rows of a drawn table', { tags: 'property' }, async () => {
    const { draw, batch, seq, vocab, targets } = inputs();
    const table = normal([vocab, vocab], draw.seed());
    const rows = table.arraySync();
    const values = targets.arraySync().flatMap((ids) => ids.flatMap((id) => rows[id] ?? []));
    expect(await bigram({ table }, targets)).toMatchTensor(
      { shape: [batch, seq, vocab], values },
      { hint: 'row a of the table, as it is, for every token a' },
    );
  });
});

describe('crossEntropy', () => {
  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const { logits, targets } = inputs(2);
    expect(await crossEntropy(logits, targets)).toMatchTensor(lossOf(logits, targets), {
      hint: 'the mean of −ln softmax(logits)[target] over all targets, with the softmax over vocab',
    });
  });

  test('equals CrossEntropyLoss of PyTorch', { tags: 'fixture' }, async () => {
    const found = await crossEntropy(tensorOf(fixture.logits), tensorOf(fixture.targets, 'int32'));
    expect(found).toMatchTensor(fixture.loss, {
      hint: 'the mean of −ln softmax(logits)[target] over all targets, with the softmax over vocab',
    });
  });

  test('equals the formula where logits are large', { tags: 'property' }, async () => {
    const { logits, targets } = inputs(60);
    expect(await crossEntropy(logits, targets)).toMatchTensor(lossOf(logits, targets), {
      hint: 'large logits must neither overflow nor become a probability of 0: softmax and logarithm in one step',
    });
  });

  test('takes targets without and with more axes', { tags: 'property' }, async () => {
    const { batch, seq, vocab, logits, targets } = inputs();
    const expected = lossOf(logits, targets);
    const flat = () => crossEntropy(logits.reshape([batch * seq, vocab]), targets.flatten());
    expect(await attempt(flat)).toMatchTensor(expected, {
      hint: 'targets [rows] with logits [rows, vocab] work as well',
    });
    const deep = () => crossEntropy(logits.expandDims(1), targets.expandDims(1));
    expect(await attempt(deep)).toMatchTensor(expected, {
      hint: 'the last axis of the logits is vocab, whatever comes before it',
    });
  });

  test('does not notice the order of rows', { tags: 'property' }, async () => {
    const { draw, batch, logits, targets } = inputs();
    const order = tf.tensor1d(draw.order(batch), 'int32');
    const moved = crossEntropy(tf.gather(logits, order), tf.gather(targets, order));
    expect(await moved).toMatchTensor(await crossEntropy(logits, targets), {
      hint: 'a mean over all targets does not depend on their order',
    });
  });
});

describe('perplexity', () => {
  test('undoes the logarithm of a drawn number', { tags: 'property' }, async () => {
    const choices = draws().integer(2, 500);
    expect(await perplexity(Math.log(choices))).toMatchData(choices, {
      hint: 'e to the power of the loss',
    });
  });
});
