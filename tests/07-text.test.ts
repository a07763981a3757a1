import { describe, expect, test } from 'vitest';
import {
  characterTokenizer,
  decode,
  encode,
  randomBlocks,
  sequences,
  splitTokens,
  wordTokenizer,
} from '#impl/07-text';
import type { Tokenizer } from '../lib/text';
import { attempt } from './support/attempt';

const characters: Tokenizer = {
  kind: 'character',
  vocabulary: ['\n', ' ', ',', 'A', 'a', 'b', 'n', 'é', '😀'],
};
const words: Tokenizer = { kind: 'word', vocabulary: [' ', ', ', '.\n', 'Be', 'be', 'or', 'to'] };

/** The numbers from `from` up to and without `end`. */
const range = (from: number, end: number) => Array.from({ length: end - from }, (_, index) => from + index);

describe('characterTokenizer', () => {
  test('has each character of the text once, sorted', { tags: 'example' }, async () => {
    expect(await characterTokenizer('banana')).toMatchData(
      { kind: 'character', vocabulary: ['a', 'b', 'n'] },
      { hint: 'the vocabulary has every character of the text once, in the order of sort()' },
    );
  });

  test('tells capital letters, spaces and line ends from other characters', {
    tags: 'property',
  }, async () => {
    expect(await characterTokenizer('a B\nb A')).toMatchData(
      { vocabulary: ['\n', ' ', 'A', 'B', 'a', 'b'] },
      {
        hint: 'nothing is dropped and no letter changes its case; sort() puts capitals before small letters',
      },
    );
  });

  test('keeps an emoji in one piece', { tags: 'property' }, async () => {
    expect(await characterTokenizer('o 😀 é 😀')).toMatchData(
      { vocabulary: [' ', 'o', 'é', '😀'] },
      { hint: 'a character is a code point: some have a `length` of 2, and half of one is no character' },
    );
  });
});

describe('wordTokenizer', () => {
  test('has the parts between word boundaries once, sorted', { tags: 'example' }, async () => {
    expect(await wordTokenizer('to be, or not to be')).toMatchData(
      { kind: 'word', vocabulary: [' ', ', ', 'be', 'not', 'or', 'to'] },
      { hint: 'the tokens are the parts of text.split(/\\b/): words, and also what stands between them' },
    );
  });

  test('keeps spaces and line ends as they are', { tags: 'property' }, async () => {
    expect(await wordTokenizer('a  b.\n\nC')).toMatchData(
      { vocabulary: ['  ', '.\n\n', 'C', 'a', 'b'] },
      { hint: 'nothing is trimmed or dropped: two spaces are another token than one' },
    );
  });

  test('keeps the case of every letter', { tags: 'property' }, async () => {
    expect(await wordTokenizer('The the THE')).toMatchData(
      { vocabulary: [' ', 'THE', 'The', 'the'] },
      { hint: 'no letter changes its case; sort() puts capitals before small letters' },
    );
  });
});

describe('encode', () => {
  test('gives each character its place in the vocabulary', { tags: 'example' }, async () => {
    expect(await encode(characters, 'banana, A')).toMatchData([5, 4, 6, 4, 6, 4, 2, 1, 3], {
      hint: 'the id of a token is its place in `vocabulary`, counted from 0',
    });
  });

  test('gives each word its place in the vocabulary', { tags: 'example' }, async () => {
    expect(await attempt(() => encode(words, 'Be, or be to.\n'))).toMatchData([3, 1, 5, 0, 4, 0, 6, 2], {
      hint: '`kind` says how the text is cut: as the vocabulary was made, with text.split(/\\b/) for words',
    });
  });

  test('knows the first token of the vocabulary', { tags: 'property' }, async () => {
    expect(await attempt(() => encode(characters, '\n\n'))).toMatchData([0, 0], {
      hint: 'the id 0 is as good as any other, though `if (id)` takes it for nothing',
    });
  });

  test('takes an emoji as one token', { tags: 'property' }, async () => {
    expect(await attempt(() => encode(characters, 'a😀'))).toMatchData([4, 8], {
      hint: 'the text is cut as for the vocabulary: into code points',
    });
  });

  test('refuses what is not in the vocabulary with a RangeError', { tags: 'property' }, async () => {
    await expect(() => encode(characters, 'nab!')).toThrowRangeError({
      hint: 'a token without an id is neither left out nor given some other id: that deserves a RangeError',
    });
  });
});

describe('decode', () => {
  test('puts characters together', { tags: 'example' }, async () => {
    expect(await decode(characters, [5, 4, 6, 4, 6, 4, 2, 1, 3, 8])).toMatchData('banana, A😀', {
      hint: 'each id is a place in `vocabulary`; the tokens follow each other with nothing between them',
    });
  });

  test('puts words together', { tags: 'example' }, async () => {
    expect(await decode(words, [3, 1, 5, 0, 4, 0, 6, 2])).toMatchData('Be, or be to.\n', {
      hint: 'the spaces are tokens themselves: nothing is put between two tokens',
    });
  });

  test('gives back what was encoded', { tags: 'property', meta: { beside: ['encode'] } }, async () => {
    const [kinds, texts] = [
      [characters, words],
      ['An A\na b, 😀é', 'to Be.\nor, be'],
    ];
    for (const [index, tokenizer] of kinds.entries()) {
      const text = texts[index] ?? '';
      expect(await decode(tokenizer, await encode(tokenizer, text))).toMatchData(text, {
        hint: 'decode is the exact inverse of encode: the same text again, to the last space',
      });
    }
  });

  test('refuses an id that no token has with a RangeError', { tags: 'property' }, async () => {
    for (const id of [9, -1]) {
      await expect(() => decode(characters, [4, id])).toThrowRangeError({
        hint: 'the ids run from 0 to one less than the size of the vocabulary: any other deserves a RangeError',
      });
    }
  });
});

describe('splitTokens', () => {
  test('takes the first nine tenths for training', { tags: 'example' }, async () => {
    expect(await splitTokens([7, 3, 7, 1, 4, 4, 0, 2, 9, 5])).toMatchData(
      { training: [7, 3, 7, 1, 4, 4, 0, 2, 9], validation: [5] },
      {
        hint: 'one cut: 90% before it are `training`, the rest is `validation`; nothing is shuffled or sorted',
      },
    );
  });

  test('trains on no token that it validates on', { tags: 'property' }, async () => {
    // Every token is its own place in the stream.
    const { training, validation } = await splitTokens(range(0, 200));
    const shared = training.filter((token) => validation.includes(token));
    expect(shared.length).toMatchData(0, {
      hint: 'a token of the validation part is also in the training part: what was trained on proves nothing',
    });
  });

  test('loses no token and keeps their order', { tags: 'property' }, async () => {
    const { training, validation } = await splitTokens(range(0, 50));
    expect([...training, ...validation]).toMatchData(range(0, 50), {
      hint: 'training, then validation, is the whole stream again',
    });
  });

  test('rounds the place of the cut down', { tags: 'property' }, async () => {
    expect(await splitTokens(range(0, 13))).toMatchData(
      { training: range(0, 11), validation: [11, 12] },
      { hint: '90% of 13 are 11.7, so 11 tokens are for training' },
    );
  });
});

describe('sequences', () => {
  test('cuts the stream into inputs, with their next tokens as targets', { tags: 'example' }, async () => {
    expect(await sequences([5, 6, 7, 8, 9], 2)).toMatchData(
      {
        inputs: [
          [5, 6],
          [7, 8],
        ],
        targets: [
          [6, 7],
          [8, 9],
        ],
      },
      { hint: 'the target of every input is the token right after it in the stream' },
    );
  });

  test('has sequences that do not overlap', { tags: 'property' }, async () => {
    const { inputs } = await sequences(range(0, 13), 4);
    expect(inputs).toMatchData([range(0, 4), range(4, 8), range(8, 12)], {
      hint: 'each sequence begins where the one before it has ended: every token is an input once',
    });
  });

  test('has targets one place after the inputs', { tags: 'property' }, async () => {
    const { targets } = await sequences(range(20, 33), 4);
    expect(targets).toMatchData([range(21, 25), range(25, 29), range(29, 33)], {
      hint: 'targets are the inputs moved by one place: the last target of a sequence is the first input of the next',
    });
  });

  test('uses the last token as a target only', { tags: 'property' }, async () => {
    // Eight tokens hold two pieces of four, but nothing comes after the last of them.
    const { inputs } = await sequences(range(0, 8), 4);
    expect(inputs).toMatchData([range(0, 4)], {
      hint: 'the last token of the stream has no next one, so it is no input: floor((N − 1) / seq) sequences',
    });
  });

  test('drops what is too short at the end', { tags: 'property' }, async () => {
    const { inputs, targets } = await sequences(range(0, 11), 4);
    expect([...inputs, ...targets].map((row) => row.length)).toMatchData([4, 4, 4, 4], {
      hint: 'all sequences have the same length: what is left at the end is dropped',
    });
  });
});

describe('randomBlocks', () => {
  test('starts each block where its uniform number says', { tags: 'example' }, async () => {
    // Seven tokens, blocks of 3: the starts are 0, 1, 2 and 3, so a quarter of the numbers for each.
    expect(await randomBlocks(range(10, 17), 3, [0.5, 0.1, 0.6])).toMatchData(
      {
        inputs: [
          [12, 13, 14],
          [10, 11, 12],
          [12, 13, 14],
        ],
        targets: [
          [13, 14, 15],
          [11, 12, 13],
          [13, 14, 15],
        ],
      },
      { hint: 'the start is floor(uniform · number of possible starts), and one target follows each input' },
    );
  });

  test('reaches the first and the last possible start', { tags: 'property' }, async () => {
    const { inputs } = await randomBlocks(range(0, 40), 6, [0, 0.9999]);
    expect(inputs.map(([first]) => first ?? -1)).toMatchData([0, 33], {
      hint: 'of N tokens there are N − seq starts: the last block begins at N − seq − 1, so that its last target is the last token',
    });
  });

  test('has as many targets as inputs in every block', { tags: 'property' }, async () => {
    const { inputs, targets } = await randomBlocks(range(0, 9), 4, [0.2, 0.95, 0.999]);
    expect([...inputs, ...targets].map((row) => row.length)).toMatchData(Array(6).fill(4), {
      hint: 'a block and its last target have to fit into the stream: seq + 1 tokens in all',
    });
  });

  test('has targets one place after the inputs', { tags: 'property' }, async () => {
    const { inputs, targets } = await randomBlocks(range(0, 30), 5, [0.15, 0.45, 0.8]);
    expect(targets).toMatchData(
      inputs.map((row) => row.map((token) => token + 1)),
      {
        hint: 'the target of every input is the token right after it in the stream',
      },
    );
  });

  test('fits one block exactly into seq + 1 tokens', { tags: 'property' }, async () => {
    expect(await attempt(() => randomBlocks([4, 5, 6], 2, [0.7]))).toMatchData(
      { inputs: [[4, 5]], targets: [[5, 6]] },
      { hint: 'with one token more than a block has there is one start: 0' },
    );
  });

  test('refuses a stream that is too short with a RangeError', { tags: 'property' }, async () => {
    await expect(() => randomBlocks([4, 5], 2, [0])).toThrowRangeError({
      hint: 'seq tokens have no room for the last target: that deserves a RangeError',
    });
  });
});
