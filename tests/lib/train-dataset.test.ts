/**
 * No validation character is trained on, and sequences do not overlap: through the whole way from a text to batches.
 *
 * The texts have no token twice. So a token in a batch says from which place of the text it comes, and what is held
 * out is known without the code under test: the last tenth.
 */
import { describe, expect, test } from 'vitest';
import { type Dataset, type DatasetSettings, prepareDataset } from '../../lib/language-model/dataset';
import type { LanguageModelFunctions } from '../../lib/language-model/functions';
import * as solution from '../../solutions/07-text';

type TextFunctions = Partial<LanguageModelFunctions>;

const count = 997;
const sign = (index: number) => String.fromCodePoint(0x4e00 + index);
/** Every character another one. */
const characters = Array.from({ length: count }, (_, index) => sign(index));
/** Every token another one: words of letters and digits, and between them single signs that are none. */
const wordTokens = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? `w${index}` : sign(index)));

const kinds = { character: characters, word: wordTokens } as const;
const usual: DatasetSettings = { tokenizer: 'character', seq: 7, batch: 5, seed: 3, examples: 'blocks' };

/** As a student may write them: with loops, and async. */
const loops: TextFunctions = {
  ...solution,
  splitTokens: async (tokens) => {
    const [training, validation]: [number[], number[]] = [[], []];
    tokens.forEach((token, index) => {
      (index < Math.floor(tokens.length * 0.9) ? training : validation).push(token);
    });
    return { training, validation };
  },
  sequences: async (tokens, seq) => {
    const inputs: number[][] = [];
    const targets: number[][] = [];
    for (let start = 0; start + seq < tokens.length; start += seq) {
      inputs.push([...tokens].slice(start, start + seq));
      targets.push([...tokens].slice(start + 1, start + seq + 1));
    }
    return { inputs, targets };
  },
};

function dataset(functions: TextFunctions, settings: Partial<DatasetSettings>): Promise<Dataset> {
  const all = { ...usual, ...settings };
  return prepareDataset(functions as LanguageModelFunctions, kinds[all.tokenizer].join(''), all);
}

/** The tokens of some rows, as text. */
function tokensOf({ tokenizer }: Dataset, rows: readonly (readonly number[])[]): string[] {
  return rows.flat().map((id) => tokenizer.vocabulary[id] as string);
}

const ways = (['character', 'word'] as const).flatMap((tokenizer) =>
  (['blocks', 'sequences'] as const).flatMap((examples) =>
    Object.entries({ solution, loops }).map(([name, functions]) => ({
      tokenizer,
      examples,
      name,
      functions,
    })),
  ),
);

describe.each(ways)('$tokenizer $examples by $name', ({ tokenizer, examples, functions }) => {
  const tokens = kinds[tokenizer];
  const [trained, heldOut] = [tokens.slice(0, 897), tokens.slice(897)]; // 0.9 · 997 = 897.3

  test('no token of the last tenth is trained on, and all others are', async () => {
    const data = await dataset(functions, { tokenizer, examples });
    const seen = new Set<string>();
    for (let step = 0; step < 600; step += 1) {
      const { inputs, targets } = await data.batch(step);
      for (const token of tokensOf(data, [...inputs, ...targets])) seen.add(token);
    }
    expect(heldOut.filter((token) => seen.has(token))).toEqual([]);
    // Sequences leave out what is too short at the end.
    expect(trained.filter((token) => !seen.has(token)).length).toBeLessThan(usual.seq + 1);
  });

  test('validation sequences do not overlap and have nothing that is trained on', async () => {
    const data = await dataset(functions, { tokenizer, examples });
    const inputs = tokensOf(data, data.validation.inputs);
    expect(inputs).toEqual(heldOut.slice(0, 98)); // 14 sequences of 7, in order, each token once
    expect(tokensOf(data, data.validation.targets)).toEqual(heldOut.slice(1, 99));
  });
});

describe('sequences', () => {
  test('are all read once before one comes again, in another order', async () => {
    const data = await dataset(solution, { examples: 'sequences' });
    const epoch = async (first: number) => {
      const batches = await Promise.all(Array.from({ length: 25 }, (_, step) => data.batch(first + step)));
      return batches.flatMap(({ inputs }) => inputs.map((row) => row.join()));
    };
    const [one, two] = [await epoch(0), await epoch(25)];
    // 128 sequences give 25 batches of 5.
    expect(new Set(one).size).toBe(125);
    expect(new Set(two).size).toBe(125);
    expect(one).not.toEqual(two);
  });
});

test('a step has the same batch whatever was drawn before it, another seed another one', async () => {
  for (const examples of ['blocks', 'sequences'] as const) {
    const [data, again, other] = await Promise.all([
      dataset(solution, { examples }),
      dataset(solution, { examples }),
      dataset(solution, { examples, seed: 4 }),
    ]);
    for (const step of [0, 1, 30]) await again.batch(step);
    expect(await again.batch(29)).toEqual(await data.batch(29));
    expect(await other.batch(29)).not.toEqual(await data.batch(29));
  }
});

describe('functions of stage 07 that would spoil a training are refused:', () => {
  const wrong: [string, TextFunctions, RegExp][] = [
    [
      'validation text in training',
      { splitTokens: (tokens) => ({ ...solution.splitTokens(tokens), training: [...tokens] }) },
      /^splitTokens gives 1097 tokens out of 997: run npm test 07/,
    ],
    [
      'one token in both parts',
      {
        splitTokens: (tokens) => {
          const { training, validation } = solution.splitTokens(tokens);
          return { training: [...training, validation[0] as number], validation };
        },
      },
      /^splitTokens does not cut the text in two: token 898 is not in its place/,
    ],
    [
      'a shuffle',
      { splitTokens: (tokens) => solution.splitTokens([...tokens].reverse()) },
      /^splitTokens does not cut the text in two: token 0/,
    ],
    [
      'blocks of the whole text',
      {
        splitTokens: (tokens) => solution.splitTokens(tokens),
        randomBlocks: (_, seq, uniforms) =>
          solution.randomBlocks(
            Array.from({ length: count }, (_, place) => place),
            seq,
            uniforms,
          ),
      },
      /^randomBlocks reaches tokens \d+ and \d+, outside of its part \(0 to 896\)/,
    ],
    [
      'a target beyond the end',
      { randomBlocks: () => ({ inputs: rows(890), targets: rows(891) }) },
      /^randomBlocks reaches tokens 896 and 897/,
    ],
    [
      'targets that are the inputs',
      { randomBlocks: () => ({ inputs: rows(0), targets: rows(0) }) },
      /^randomBlocks gives token 0 as the target of token 0, and not the next one/,
    ],
    [
      'too few rows',
      { randomBlocks: () => ({ inputs: rows(0).slice(1), targets: rows(1) }) },
      /does not give 5 rows/,
    ],
    [
      'sequences that overlap',
      {
        sequences: (tokens, seq) =>
          solution.randomBlocks(
            tokens,
            seq,
            Array.from({ length: 20 }, (_, index) => index / 20),
          ),
      },
      /^sequences overlap: token \d+ is in two of them/,
    ],
    [
      'no sequences',
      { sequences: () => ({ inputs: [], targets: [] }) },
      /^sequences finds none in 100 validation/,
    ],
    ['a text that does not come back', { decode: () => 'x' }, /is not the text again: run npm test 07/],
  ];

  /** Five rows of seven places, all from the same one on. */
  function rows(first: number): number[][] {
    return Array.from({ length: 5 }, () => Array.from({ length: 7 }, (_, index) => first + index));
  }

  test.each(wrong)('%s', async (_, functions, message) => {
    const attempt = async () => {
      const data = await dataset({ ...solution, ...functions }, {});
      for (let step = 0; step < 100; step += 1) await data.batch(step);
    };
    await expect(attempt()).rejects.toThrow(message);
  });
});

test('a text that is too short is refused', async () => {
  await expect(dataset(solution, { seq: 100 })).rejects.toThrow(
    'The text is too short: of its 997 tokens 897 are to train on and 100 to validate on, and seq is 100.',
  );
  await expect(dataset(solution, { examples: 'sequences', batch: 129 })).rejects.toThrow(
    'The text has 128 sequences to train on: too few for batches of 129',
  );
});
