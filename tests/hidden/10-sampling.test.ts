import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { generate, greedy, sample, samplingProbabilities } from '#impl/10-sampling';
import { attempt } from '../support/attempt';
import { randomParams, tensorOf } from '../support/inputs';
import fixture from './fixtures/10.json';
import { draws } from './support/draw';
import { numbersOf } from './support/numbers';
import { logSoftmax } from './support/oracle/loss';
import { transformer } from './support/oracle/transformer';

/** Different logits in a drawn order, none close to another. */
function drawnLogits(count: number): number[] {
  const draw = draws();
  return draw.order(count).map((rank) => rank * 0.7 - count / 3 + draw.integer(0, 20) / 100);
}

describe('greedy', () => {
  test('finds the largest of drawn logits', { tags: 'property' }, async () => {
    const logits = drawnLogits(9);
    expect(await greedy(tf.tensor1d(logits))).toMatchData(logits.indexOf(Math.max(...logits)), {
      hint: 'the place of the largest logit',
    });
  });
});

describe('samplingProbabilities', () => {
  test('equals the formula at drawn sizes', { tags: 'property' }, async () => {
    const draw = draws();
    const logits = drawnLogits(draw.integer(6, 12));
    const [temperature, topK] = [draw.integer(4, 20) / 10, draw.integer(2, 5)];
    const kept = [...logits].sort((a, b) => b - a).slice(0, topK);
    const scaled = logits.map((each) => (kept.includes(each) ? each / temperature : -1e6));
    const found = await attempt(() => samplingProbabilities(tf.tensor1d(logits), { temperature, topK }));
    expect(found).toMatchTensor(logSoftmax(scaled).map(Math.exp), {
      hint: 'logits / temperature, all but the topK largest left out, softmax over the rest',
    });
  });

  test('equals topk and softmax of PyTorch', { tags: 'fixture' }, async () => {
    const found = await samplingProbabilities(tensorOf(fixture.logits), fixture.options);
    expect(found).toMatchTensor(fixture.probabilities, {
      hint: 'logits / temperature, all but the topK largest left out, softmax over the rest',
    });
  });

  test('is the softmax of the scaled logits without topK', { tags: 'property' }, async () => {
    const logits = drawnLogits(8);
    const temperature = draws().integer(5, 30) / 10;
    const expected = logSoftmax(logits.map((each) => each / temperature)).map(Math.exp);
    expect(await samplingProbabilities(tf.tensor1d(logits), { temperature })).toMatchTensor(expected, {
      hint: 'without topK no token is left out',
    });
  });

  test('refuses a negative temperature with a RangeError', { tags: 'property' }, async () => {
    const temperature = -draws().integer(1, 20) / 10;
    await expect(() => samplingProbabilities(tf.tensor1d([1, 2]), { temperature })).toThrowRangeError({
      hint: 'a temperature is above 0: anything else deserves a RangeError',
    });
  });
});

describe('sample', () => {
  test('finds the token of drawn numbers', { tags: 'property' }, async () => {
    const draw = draws();
    const shares = Array.from({ length: 7 }, () => draw.integer(0, 9));
    shares[draw.integer(0, 6)] = 5;
    const total = shares.reduce((sum, share) => sum + share, 0);
    // Every token stands in a list as often as its share says; uniform numbers point into the middle of a place.
    const list = shares.flatMap((share, token) => Array<number>(share).fill(token));
    const places = Array.from({ length: 6 }, () => draw.integer(0, total - 1));
    const found: number[] = [];
    for (const place of places) {
      found.push(await sample(tf.tensor1d(shares.map((share) => share / total)), (place + 0.5) / total));
    }
    expect(found).toMatchData(
      places.map((place) => list[place] ?? -1),
      {
        hint: 'the first token at which the running sum of the probabilities exceeds the uniform number',
      },
    );
  });
});

describe('generate', () => {
  test('follows the transformer, token by token', { tags: 'property' }, async () => {
    const draw = draws();
    const config = { vocab: 7, seq: draw.integer(3, 4), dModel: 6, heads: 2, dFf: 8, layers: 1 };
    const params = randomParams(config, draw.seed());
    const numbers = numbersOf(params);
    const [temperature, topK] = [draw.integer(6, 15) / 10, draw.integer(2, 3)];
    // Uniform numbers in the middle of a drawn token's share: rounding cannot choose another one.
    const tokens = [draw.integer(0, 6), draw.integer(0, 6)];
    const uniforms: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const logits = transformer(numbers, tokens.slice(-config.seq), 2).at(-1) ?? [];
      const kept = [...logits].sort((a, b) => b - a).slice(0, topK);
      const scaled = logits.map((each) => (kept.includes(each) ? each / temperature : -1e6));
      const probabilities = logSoftmax(scaled).map(Math.exp);
      const next = likely(probabilities, draw.integer(0, 1));
      const before = probabilities.slice(0, next).reduce((sum, each) => sum + each, 0);
      uniforms.push(before + (probabilities[next] ?? 0) / 2);
      tokens.push(next);
    }
    const found = await attempt(() =>
      generate(params, tokens.slice(0, 2), { config, temperature, topK, uniforms }),
    );
    expect(found).toMatchData(tokens, {
      hint: 'the last row of the logits for the last config.seq tokens, temperature, topK, then the uniform number',
    });
  });

  test('returns the prompt where nothing is to be generated', { tags: 'property' }, async () => {
    const config = { vocab: 5, seq: 4, dModel: 4, heads: 2, dFf: 6, layers: 1 };
    const params = randomParams(config, draws().seed());
    expect(await generate(params, [3, 1, 4], { config, temperature: 1, uniforms: [] })).toMatchData(
      [3, 1, 4],
      {
        hint: 'without a uniform number there is no new token',
      },
    );
  });
});

/** The token with the largest or the second largest probability. */
function likely(probabilities: readonly number[], rank: number): number {
  const sorted = [...probabilities].sort((a, b) => b - a);
  return probabilities.indexOf(sorted[rank] ?? 0);
}
