import * as tf from '@tensorflow/tfjs';
import chalk from 'chalk';
import { describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { leakingPairs } from '../../lib/leaks/influence';
import { findLeak } from '../../lib/leaks/kind';
import { influencePicture } from '../../lib/leaks/picture';
import { recordInfluence } from '../../lib/leaks/recorded';
import { pairsInWords } from '../../lib/leaks/sentences';
import { explainLeak, findLeakHere } from '../../lib/leaks/show';
import type { TransformerConfig } from '../../lib/parameters';
import type { Transformer } from '../../lib/reversal/train';
import { type Edit, editedTransformers } from './support/edited';
import { leaks } from './support/leaky-edits';

await startBackend();
const edited = await editedTransformers();
const small: TransformerConfig = { vocab: 20, seq: 3, dModel: 4, heads: 2, dFf: 5, layers: 1 };

/** [output position][input position]: how much the token at the second counts in the logits at the first. */
const shares = [
  [2, 0, 0],
  [-3, 1, 0.5],
  [0, 0.25, 4],
];
const mixing = tf.keep(tf.tensor2d(shares));
const mixed = (x: tf.Tensor): tf.Tensor3D => {
  const [batch = 0] = x.shape;
  return tf.matMul(mixing.expandDims(0).tile([batch, 1, 1]), x);
};
/** Logits are shares of the tokens themselves: to replace one takes away its share here and adds it there. */
const byToken: Transformer = ({ embedding }, tokens) =>
  mixed(tf.oneHot(tokens, 20).cast('float32')).add(embedding.sum().mul(0)) as tf.Tensor3D;
/** Logits are shares of the rows of the embedding: the gradient is the share, times one factor for all. */
const byRow: Transformer = ({ embedding, output }, tokens) =>
  tf
    .add(mixed(tf.gather(embedding, tokens)).reshape([-1, 4]).matMul(output.weight), output.bias)
    .reshape([-1, 3, 20]);

describe('influence', () => {
  test('of a replaced token is the largest change of the logits', async () => {
    const { influence, where, calls } = await findLeakHere(byToken, 5, small);
    expect(influence.perturbation).toEqual(shares.map((row) => row.map(Math.abs)));
    expect(where).toEqual([{ output: 1, input: 2 }]);
    expect(calls).toBeLessThan(60);
  });

  test('by gradient is the largest entry of the gradient with respect to the row of the token', () => {
    const { gradient } = recordInfluence(byRow, 5, small);
    const unit = (gradient[0]?.[0] ?? 0) / 2;
    expect(unit).toBeGreaterThan(0);
    for (const [output, row] of shares.entries()) {
      for (const [input, share] of row.entries()) {
        expect((gradient[output]?.[input] ?? Number.NaN) / unit).toBeCloseTo(Math.abs(share), 4);
      }
    }
  });

  test('below rounding is no leak', () => {
    expect(
      leakingPairs([
        [1, 0.9e-5],
        [0.5, 1],
      ]),
    ).toEqual([]);
    expect(
      leakingPairs([
        [1, 1.1e-5],
        [0.5, 1],
      ]),
    ).toEqual([{ output: 0, input: 1 }]);
  });

  test('is the same each time', async () => {
    expect(await findLeakHere(byRow, 7, small)).toEqual(await findLeakHere(byRow, 7, small));
  });

  test('leaves no tensors behind', async () => {
    const transformer = await edited([]);
    const before = tf.memory().numTensors;
    await findLeakHere(transformer, 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what cannot be examined', () => {
  const examined = (transformer: unknown) => findLeak(transformer as Transformer, { seed: 1, config: small });

  test.each([
    ['logits of another shape', () => tf.zeros([5, 3, 21])],
    ['NaN', () => tf.fill([5, 3, 20], Number.NaN)],
    ['no tensor', () => 3],
  ])('%s is an error', async (_, transformer) => {
    await expect(examined(transformer)).rejects.toThrow(TypeError);
  });

  test('what the function throws is thrown on', async () => {
    const broken = () => {
      throw new RangeError('no such thing');
    };
    await expect(examined(broken)).rejects.toThrow('no such thing');
    expect(await explainLeak(broken, 1)).toBeUndefined();
  });

  test('a vocabulary in which tokens would have to occur twice is refused', async () => {
    await expect(findLeakHere(byToken, 1, { ...small, vocab: 14 })).rejects.toThrow(
      'Expected vocab to be at least (seq + 2) · seq = 15, got 14',
    );
  });

  test('a function that returns a promise has no gradient, and its influence all the same', async () => {
    const later = (async (...args: Parameters<Transformer>) => byToken(...args)) as unknown as Transformer;
    const { influence } = await findLeak(later, {
      seed: 5,
      config: small,
      recorded: async () => recordInfluence(later, 5, small),
    });
    expect(influence).toEqual({ perturbation: shares.map((row) => row.map(Math.abs)) });
  });
});

describe('gradient and perturbation', () => {
  const mixedHeads = 'const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);';
  const tensors: Edit = ['04', 'import type * as tf', 'import * as tf'];
  const constant = (name: string) => `tf.tensor(${name}.dataSync(), ${name}.shape)`;

  test('differ where the graph is cut', async () => {
    const cut: Edit = [
      '04',
      mixedHeads,
      `${mixedHeads.replace('mixed', 'own')} const mixed = ${constant('own')};`,
    ];
    const { kind, sentence } = await findLeakHere(await edited([tensors, cut]), 1);
    expect(kind).toBe('none');
    expect(sentence).toContain('Some tokens change logits without a gradient: the graph is cut there');
  });

  test('differ where other operations are recorded than those of the result', async () => {
    const all = 'const all = attention(q, k, v);';
    const extra: Edit = [
      '04',
      mixedHeads,
      `${mixedHeads.replace('mixed', 'own')} ${all} const mixed = own.add(all.sub(${constant('all')}));`,
    ];
    const { kind, sentence } = await findLeakHere(await edited([tensors, extra]), 1);
    expect(kind).toBe('none');
    expect(sentence).toContain('The gradient reaches later tokens although replacing them changes nothing');
  });
});

describe('what a student sees', () => {
  test('is a picture with a line before the future, and crosses in it', () => {
    chalk.level = 0;
    expect(
      influencePicture([
        [1, 0, 0.3],
        [0.04, 1, 0],
        [0, 1e-4, 1],
      ]),
    ).toEqual([
      '      token at   0  1  2',
      '  logits at  0  ██│ · ✗▓',
      '  logits at  1  ▒▒ ██│ ·',
      '  logits at  2   · ░░ ██│',
    ]);
  });

  test('is a sentence with the fact and the cause', async () => {
    const told = await explainLeak(await edited(leaks.transposed['the upper triangle'] ?? []), 1);
    expect(told).toMatch(/logits at {2}0 .*✗/);
    expect(told).toContain(
      'sees all later tokens and none of the earlier ones: the mask is the wrong way round',
    );
  });

  test('is nothing where nothing leaks', async () => {
    expect(await explainLeak(await edited([]), 1)).toBeUndefined();
  });

  test('of a transformer that returns a promise is told all the same', async () => {
    const leaky = await edited(leaks['no mask']['a mask of ones'] ?? []);
    const { kind } = await findLeakHere(async (...args) => leaky(...args), 1);
    expect(kind).toBe('no mask');
  });

  test('points to the heads where a single one does not leak', async () => {
    const swap = 'x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead])';
    const merged: Edit = ['04', swap, 'x.reshape([batch, seq, heads * dHead])'];
    const { kind, sentence, calls } = await findLeakHere(await edited([merged]), 1);
    expect([kind, calls]).toEqual(['unknown', 32]);
    expect(sentence).toContain('With a single head nothing leaks');
  });

  test('names the pairs, a few of them', () => {
    const pairs = [
      [0, 1],
      [0, 2],
      [0, 5],
      [3, 4],
    ].map(([output = 0, input = 0]) => ({ output, input }));
    expect(pairsInWords(pairs)).toBe('position 0 sees 1, 2 and 5; position 3 sees 4');
    const many = Array.from({ length: 5 }, (_, output) => ({ output, input: output + 1 }));
    expect(pairsInWords(many)).toMatch(/position 3 sees 4; and so on$/);
  });
});
