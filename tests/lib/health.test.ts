/** What an examination finds in wrong functions whose numbers are right, and that it leaves right ones alone. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { examine } from '../../lib/health/examine';
import type { NamedArguments, StudentFunction } from '../../lib/health/health';
import { here } from '../../lib/health/here';
import { todo } from '../../lib/todo';
import { attentionPattern } from '../../solutions/02-attention';
import { applyMask, causalMask, maskedAttention } from '../../solutions/03-masking';
import { multiHeadAttention } from '../../solutions/04-multi-head-attention';
import { feedForward } from '../../solutions/05-attention-block';
import { transformer } from '../../solutions/06-transformer';
import { ailmentOf, type HealthAspect } from '../support/health-words';
import { causal, normal, randomBlock, randomParams } from '../support/inputs';
import '../support/setup';
import { wrong } from './support/health-wrong';

const [dModel, dFf] = [12, 7];
const block = randomBlock({ dModel, dFf }, 5);
const x = normal([2, 5, dModel], 1);
const heads = 3;
const [q, k, v] = [normal([2, 3, 4, 6], 1), normal([2, 3, 5, 6], 2), normal([2, 3, 5, 7], 3)];

async function complaints(
  fn: StudentFunction,
  args: NamedArguments,
): Promise<Partial<Record<HealthAspect, string>>> {
  const health = await examine(here(fn), args);
  const aspects: HealthAspect[] = ['gradients', 'answers', 'memory'];
  return Object.fromEntries(
    aspects.flatMap((aspect) => {
      const ailment = ailmentOf(health, aspect);
      return ailment ? [[aspect, `${ailment.fact} / ${ailment.hint}`]] : [];
    }),
  );
}

describe('an examination finds', () => {
  const mlp = { params: block.feedForward, x };
  const norm = { params: block.norm1, x };
  const cases: [string, StudentFunction, NamedArguments, Partial<Record<HealthAspect, RegExp>>][] = [
    [
      'a pattern made of numbers',
      wrong.patternFromNumbers,
      { q, k },
      { gradients: /^no gradient reaches q and k \/ dataSync, arraySync/ },
    ],
    [
      'a pattern that passes nothing on, beside values that do',
      wrong.attentionWithCutPattern,
      { q, k, v },
      { gradients: /^no gradient reaches q and k \// },
    ],
    [
      'a mean made of numbers',
      wrong.meanFromNumbers,
      norm,
      { gradients: /^the gradient of x is not complete: in one direction small steps of x show a slope of / },
    ],
    [
      'a variance made of numbers',
      wrong.varianceFromNumbers,
      norm,
      { gradients: /^the gradient of x is not complete/ },
    ],
    [
      'a variable made on the way',
      wrong.variableOnTheWay,
      mlp,
      {
        gradients: /^no gradient reaches params\.contract\.weight \/ .*tf\.variable made on the way/,
        memory: /^every call leaves 1 more tensor in memory/,
      },
    ],
    ['an input that is disposed', wrong.disposesInput, mlp, { answers: /^the call disposes x \// }],
    [
      'a parameter that is replaced',
      wrong.replacesParameter,
      norm,
      { answers: /^the call replaces params\.gain \// },
    ],
    [
      'an unseeded dropout',
      wrong.dropout,
      mlp,
      { answers: /^calls with the same arguments give different answers \(by up to .*\/ .*dropout/ },
    ],
    [
      'a counter in the answer',
      wrong.counts,
      { x },
      { answers: /by up to 0\.02\) \/ .*outside of the function/ },
    ],
    [
      'tensors kept in a loop',
      wrong.keepsInLoop,
      { x, heads },
      { memory: /^every call leaves 3 more tensors/ },
    ],
    [
      'a cache that does not outlive a scope',
      wrong.cachesInScope,
      { x },
      { answers: /^the first call answers, a later one .* throws .* \/ .*tf\.keep/ },
    ],
    [
      'an infinite slope',
      wrong.rootOfZero,
      { x },
      { gradients: /^NaN or an infinity in the gradient of x \/ .*a root/ },
    ],
    [
      'a division by zero',
      wrong.divisionByZero,
      { x },
      { gradients: /^NaN or an infinity in the output \// },
    ],
    [
      'an operation without a gradient',
      (scores: tf.Tensor) => tf.cumprod(scores, 1),
      { x },
      { gradients: /^no gradient can be computed: TensorFlow\.js has none for Cumprod/ },
    ],
    ['an array in place of a tensor', () => [1, 2], { x }, { gradients: /^expected a tensor/ }],
  ];

  test.each(cases)('%s', async (_, fn, args, expected) => {
    const found = await complaints(fn, args);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [aspect, words] of Object.entries(expected))
      expect(found[aspect as HealthAspect]).toMatch(words);
  });

  test('numbers that are overwritten, where a tensor gives its memory away', async () => {
    // The wasm backend hands out a copy: nothing is overwritten there.
    const [first, second] = [x.dataSync(), x.dataSync()];
    const copied = first !== second;
    const expected = copied
      ? {}
      : { answers: expect.stringMatching(/^the call overwrites the numbers of x \//) };
    expect(await complaints(wrong.overwritesInput, norm)).toEqual(expected);
  });

  test('a function that is still to be written', async () => {
    await expect(
      examine(
        here(() => todo('attention')),
        { q },
      ),
    ).rejects.toMatchObject({ exercise: 'attention' });
  });
});

describe('an examination has nothing to say of', () => {
  const config = { vocab: 11, seq: 6, dModel, heads, dFf, layers: 2 };
  const tokens = tf.tensor2d([1, 2, 3, 4, 5, 0], [1, 6], 'int32');
  const options = { heads, mask: causal(5) };

  test.each<[string, StudentFunction, NamedArguments]>([
    // Its bias of the keys has no influence: the softmax does not notice it.
    ['multi-head attention', multiHeadAttention, { params: block.attention, x, options }],
    [
      'a mask, which is not learned',
      maskedAttention,
      { q, k: k, v, mask: causalMask(5).slice([0, 0], [4, 5]) },
    ],
    ['a Promise', async (...args: [tf.Tensor, tf.Tensor]) => attentionPattern(...args), { q, k }],
    [
      'a blocked score that swallows small steps',
      (scores: tf.Tensor, mask: tf.Tensor) => scores.add(tf.sub(1, mask).mul(-1e9)),
      { scores: normal([2, 5, 5], 4), mask: causal(5) },
    ],
    [
      'a function inside tf.tidy',
      (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => attentionPattern(a, b)),
      { q, k },
    ],
  ])('%s', async (_, fn, args) => {
    expect(await complaints(fn, args)).toEqual({});
  });

  test('a cache that stops growing', async () => {
    const masks = new Map<number, tf.Tensor>();
    const cached = (scores: tf.Tensor) => {
      const size = scores.shape.at(-1) ?? 0;
      const mask = masks.get(size) ?? tf.keep(causal(size));
      masks.set(size, mask);
      return applyMask(scores, mask);
    };
    expect(await complaints(cached, { scores: normal([2, 5, 5], 4) })).toEqual({});
  });

  test.each([1, 2, 3, 4, 5, 6])('right functions next to the kinks of a ReLU (inputs %i)', async (seed) => {
    const params = randomBlock({ dModel, dFf }, seed).feedForward;
    expect(await complaints(feedForward, { params, x: normal([4, 5, dModel], seed) })).toEqual({});
    expect(await complaints(transformer, { params: randomParams(config, seed), tokens, config })).toEqual({});
  });

  test('and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await examine(here(multiHeadAttention), { params: block.attention, x, options });
    await examine(here(wrong.meanFromNumbers), { params: block.norm1, x });
    expect(tf.memory().numTensors).toBe(before);
  });
});
