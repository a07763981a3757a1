import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { generate, greedy, sample, samplingProbabilities } from '#impl/10-sampling';
import type { TransformerParams } from '../lib/parameters';
import { attempt } from './support/attempt';
import { randomParams, silence } from './support/inputs';

/** Logits whose softmax is these probabilities. */
const logitsOf = (...probabilities: number[]) => tf.tensor1d(probabilities.map((each) => Math.log(each)));

describe('greedy', () => {
  test('takes the token with the largest logit', { tags: 'example' }, async () => {
    expect(await greedy(tf.tensor1d([-1, 0.5, 3, 2]))).toMatchData(2, {
      hint: 'the place of the largest logit, as a plain number',
    });
  });

  test('takes the largest logit where all are negative', { tags: 'property' }, async () => {
    expect(await greedy(tf.tensor1d([-4, -1, -9, -2, -3]))).toMatchData(1, {
      hint: 'a logit may be negative, and its size does not count: −1 is larger than −9',
    });
  });
});

describe('samplingProbabilities', () => {
  test('has one probability for each token', { tags: 'shape' }, async () => {
    const found = await attempt(() =>
      samplingProbabilities(logitsOf(0.5, 0.2, 0.3), { temperature: 1, topK: 2 }),
    );
    expect(found).toHaveShape([3], { hint: 'tokens that are left out keep their place, with probability 0' });
  });

  test('is the softmax at temperature 1', { tags: 'example' }, async () => {
    const logits = logitsOf(0.5, 0.2, 0.3).add(4) as tf.Tensor1D;
    expect(await samplingProbabilities(logits, { temperature: 1 })).toMatchTensor([0.5, 0.2, 0.3], {
      hint: 'temperature 1 and no topK change nothing: the softmax of the logits',
    });
  });

  test('divides the logits by the temperature', { tags: 'example' }, async () => {
    // Odds of 9 to 1 are odds of √9 to 1 at temperature 2, and of 9² to 1 at temperature ½.
    const logits = logitsOf(0.9, 0.1);
    expect(await samplingProbabilities(logits, { temperature: 2 })).toMatchTensor([0.75, 0.25], {
      hint: 'a high temperature brings probabilities closer together: are the logits divided by it, or multiplied?',
    });
    expect(await samplingProbabilities(logits, { temperature: 0.5 })).toMatchTensor([81 / 82, 1 / 82], {
      hint: 'a low temperature favours the best token still more: the logits are divided, not the probabilities',
    });
  });

  test('keeps the topK largest logits', { tags: 'example' }, async () => {
    const logits = logitsOf(0.1, 0.4, 0.2, 0.25, 0.05);
    expect(await samplingProbabilities(logits, { temperature: 1, topK: 2 })).toMatchTensor(
      [0, 0.4 / 0.65, 0, 0.25 / 0.65, 0],
      {
        hint: 'with topK = 2 exactly two tokens are left, the likeliest ones, and their probabilities sum to 1',
      },
    );
  });

  test('sums to 1 whatever is left out', { tags: 'property' }, async () => {
    const logits = logitsOf(0.1, 0.4, 0.2, 0.25, 0.05);
    for (const topK of [1, 3, 4]) {
      const found = await samplingProbabilities(logits, { temperature: 0.7, topK });
      expect(found.sum()).toMatchTensor(1, {
        hint: 'the softmax comes last: what was left out has no part in its sum',
      });
    }
  });

  test('keeps all tokens when topK is larger than the vocabulary', { tags: 'property' }, async () => {
    const found = await attempt(() => samplingProbabilities(logitsOf(0.6, 0.4), { temperature: 1, topK: 9 }));
    expect(found).toMatchTensor([0.6, 0.4], { hint: 'there are not more than vocab tokens to keep' });
  });

  test('leaves negative logits in', { tags: 'property' }, async () => {
    const found = await samplingProbabilities(tf.tensor1d([-1, -9, -1, -5]), { temperature: 1, topK: 2 });
    expect(found).toMatchTensor([0.5, 0, 0.5, 0], {
      hint: 'what is left out gets a very low logit, not 0: a logit of 0 is larger than a negative one',
    });
  });

  test('refuses a temperature of 0 with a RangeError', { tags: 'property' }, async () => {
    await expect(() => samplingProbabilities(logitsOf(0.5, 0.5), { temperature: 0 })).toThrowRangeError({
      hint: 'nothing can be divided by 0, and a negative temperature means nothing: both deserve a RangeError',
    });
  });
});

describe('sample', () => {
  const draw = async (probabilities: number[], uniforms: readonly number[]) => {
    const found: number[] = [];
    for (const uniform of uniforms) found.push(await sample(tf.tensor1d(probabilities), uniform));
    return found;
  };

  test('finds the token that the uniform number lies in', { tags: 'example' }, async () => {
    expect(await draw([0.5, 0.25, 0.25], [0.1, 0.49, 0.51, 0.6, 0.76, 0.99])).toMatchData(
      [0, 0, 1, 1, 2, 2],
      {
        hint: 'laid end to end, the probabilities reach from 0 to 0.5, to 0.75, to 1',
      },
    );
  });

  test('is a token in the order of the vocabulary', { tags: 'property' }, async () => {
    expect(await draw([0.1, 0.6, 0.3], [0.05, 0.15, 0.65, 0.75])).toMatchData([0, 1, 1, 2], {
      hint: 'the tokens stay in their order: nothing is sorted by probability',
    });
  });

  test('never draws a token of probability 0', { tags: 'property' }, async () => {
    expect(await draw([0, 0.5, 0, 0.5, 0], [0, 0.5, 0.999])).toMatchData([1, 3, 3], {
      hint: 'the sum has to exceed the uniform number, not only to reach it: at 0 the first token of probability 0 would do',
    });
  });

  test('has an answer where the sum stays a little below 1', { tags: 'property' }, async () => {
    expect(await draw([0.25, 0.7499, 0], [0.99995])).toMatchData([1], {
      hint: 'float32 numbers may sum to 0.9999: then it is the last token that has a probability',
    });
  });

  test('draws every token as often as its probability says', { tags: 'property' }, async () => {
    const uniforms = Array.from({ length: 20 }, (_, index) => (index + 0.5) / 20);
    const counts = [0, 0, 0];
    for (const token of await draw([0.2, 0.5, 0.3], uniforms)) counts[token] = (counts[token] ?? 0) + 1;
    expect(counts).toMatchData([4, 10, 6], { hint: 'of 20 even numbers, each token gets its share of 20' });
  });
});

describe('generate', () => {
  const config = { vocab: 5, seq: 4, dModel: 8, heads: 2, dFf: 6, layers: 1 };
  const params = () => randomParams(config, 101);
  /** The final norm gives zeros, so that the next token has these probabilities whatever came before. */
  const chances = (...probabilities: number[]): TransformerParams => {
    const silent = silence(params(), 'norm');
    silent.output.bias = logitsOf(...probabilities);
    return silent;
  };

  test('puts a token after the prompt for each uniform number', { tags: 'example' }, async () => {
    const model = chances(0.1, 0.2, 0.3, 0.2, 0.2);
    const options = { config, temperature: 1, uniforms: [0.95, 0.05, 0.5] };
    expect(await generate(model, [2, 1], options)).toMatchData([2, 1, 4, 0, 2], {
      hint: 'the prompt first, then one token for each uniform number, in their order',
    });
  });

  test('is greedy at temperature 0', { tags: 'property' }, async () => {
    const model = chances(0.1, 0.2, 0.15, 0.4, 0.15);
    const options = { config, temperature: 0, uniforms: [0.01, 0.99] };
    expect(await attempt(() => generate(model, [1], options))).toMatchData([1, 3, 3], {
      hint: 'temperature 0 means the token with the largest logit, whatever the uniform number',
    });
  });

  test('draws at the temperature and from the topK tokens', { tags: 'property' }, async () => {
    const model = chances(0.45, 0.25, 0.1, 0.1, 0.1);
    const options = { config, temperature: 2, topK: 2, uniforms: [0.5, 0.6, 0.95] };
    // At temperature 2 the odds of the two best are √1.8 to 1, which makes 57% and 43%.
    expect(await generate(model, [1], options)).toMatchData([1, 0, 1, 1], {
      hint: 'temperature and topK go on to samplingProbabilities',
    });
  });

  test('reads what it has written', { tags: 'property' }, async () => {
    const options = { config, temperature: 1 };
    const seconds: number[] = [];
    const expected: number[] = [];
    for (const start of [0, 1, 2, 3, 4]) {
      const [, first = 0, second = 0] = await generate(params(), [start], {
        ...options,
        uniforms: [0.8, 0.4],
      });
      seconds.push(second);
      expected.push((await generate(params(), [start, first], { ...options, uniforms: [0.4] })).at(-1) ?? -1);
    }
    expect(seconds).toMatchData(expected, {
      hint: 'the second token is chosen by a transformer that has read the first',
    });
  });

  test('asks about the token after the last one', { tags: 'property' }, async () => {
    // A model of no blocks: what comes next depends on the last token and its place alone.
    const none = { ...params(), blocks: [] };
    const options = { config: { ...config, layers: 0 }, temperature: 1, uniforms: [0.5] };
    const ends: number[] = [];
    const others: number[] = [];
    for (const token of [0, 1, 2, 3, 4]) {
      ends.push((await generate(none, [1, 2, token], options)).at(-1) ?? -1);
      others.push((await generate(none, [token, 4, token], options)).at(-1) ?? -1);
    }
    expect(others).toMatchData(ends, {
      hint: 'the next token is in the last row of the logits: the rows before it are about tokens that are known already',
    });
    expect(new Set(ends).size > 1).toMatchData(true, {
      hint: 'the last token of the prompt has no influence: which row of the logits is about the next token?',
    });
  });

  test('reads the last config.seq tokens, no more', { tags: 'property' }, async () => {
    const options = { config, temperature: 1, uniforms: [0.35] };
    const nexts = async (before: number[]) => {
      const found: number[] = [];
      for (const token of [0, 1, 2, 3, 4]) {
        const next = await generate(params(), [...before, token, 3, 1, token], options);
        found.push(next.at(-1) ?? -1);
      }
      return found;
    };
    const cropped = await nexts([]);
    expect(await attempt(() => nexts([2, 0, 4]))).toMatchData(cropped, {
      hint: 'the context is cropped to the last config.seq tokens before the transformer reads it, so that what stands further back has no influence',
    });
  });

  test('reads as many tokens as config.seq allows', { tags: 'property' }, async () => {
    const influence = async () => {
      for (const rest of [
        [0, 1, 2],
        [3, 1, 4],
        [2, 2, 0],
        [4, 0, 3],
      ]) {
        for (const uniform of [0.2, 0.35, 0.5, 0.65, 0.8]) {
          const options = { config, temperature: 1, uniforms: [uniform] };
          const next = async (first: number) => (await generate(params(), [first, ...rest], options)).at(-1);
          const nexts = [await next(0), await next(1), await next(2), await next(3), await next(4)];
          if (new Set(nexts).size > 1) return true;
        }
      }
      return false;
    };
    expect(await influence()).toMatchData(true, {
      hint: 'the token config.seq places before the next one has no influence: is the context cropped too short?',
    });
  });

  test('leaves the prompt alone', { tags: 'property' }, async () => {
    const prompt = [2, 1];
    await generate(chances(0.2, 0.2, 0.2, 0.2, 0.2), prompt, { config, temperature: 1, uniforms: [0.5] });
    expect(prompt).toMatchData([2, 1], { hint: 'the new tokens go into an array of your own' });
  });
});
