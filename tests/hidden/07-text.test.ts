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
import type { Tokenizer } from '../../lib/text';
import { attempt } from '../support/attempt';
import { draws } from './support/draw';

const alphabet = [...' \n,.;ABCXYZabcdefgxyz019éüßЖ漢😀🦊'];
const dictionary = ['The', 'the', 'cat', 'Cat', 'x1', 'it', 'mat_9', 'sat'];
const between = [' ', '  ', ', ', '.\n', " '", ' — '];

/** A text of drawn characters. */
function drawnText(length: number): string {
  const draw = draws();
  return Array.from({ length }, () => alphabet[draw.integer(0, alphabet.length - 1)]).join('');
}

/** Words of the dictionary with something between them, as tokens. */
function drawnWords(count: number): string[] {
  const draw = draws();
  const pick = (from: readonly string[]) => from[draw.integer(0, from.length - 1)] ?? '';
  return Array.from({ length: count }, (_, index) => pick(index % 2 === 0 ? dictionary : between));
}

/** Each once, in the order of their UTF-16 units; no character of the tests lies where that is a matter of taste. */
function sortedOnce(items: readonly string[]): string[] {
  const once = items.filter((item, index) => items.indexOf(item) === index);
  return once.sort((a, b) => (a < b ? -1 : 1));
}

/** Token ids of a stream in which every token is different. */
function stream(length: number): number[] {
  return draws().order(length);
}

describe('characterTokenizer', () => {
  test('has the characters of a drawn text', { tags: 'property' }, async () => {
    const text = drawnText(60);
    expect(await characterTokenizer(text)).toMatchData(
      { kind: 'character', vocabulary: sortedOnce(Array.from(text)) },
      { hint: 'every code point of the text once, in the order of sort()' },
    );
  });
});

describe('wordTokenizer', () => {
  test('has the words of a drawn text', { tags: 'property' }, async () => {
    const tokens = drawnWords(41);
    expect(await wordTokenizer(tokens.join(''))).toMatchData(
      { kind: 'word', vocabulary: sortedOnce(tokens) },
      { hint: 'the parts of text.split(/\\b/) once each, in the order of sort(), nothing changed' },
    );
  });
});

describe('encode', () => {
  test('finds the characters of a drawn text', { tags: 'property' }, async () => {
    const text = drawnText(40);
    const vocabulary = draws()
      .order(alphabet.length)
      .map((at) => alphabet[at] ?? '');
    const tokenizer: Tokenizer = { kind: 'character', vocabulary };
    expect(await encode(tokenizer, text)).toMatchData(
      Array.from(text, (character) => vocabulary.indexOf(character)),
      { hint: 'the id is the place in the vocabulary that is passed in, whatever its order' },
    );
  });

  test('finds the words of a drawn text', { tags: 'property' }, async () => {
    const tokens = drawnWords(31);
    const vocabulary = [...between, ...dictionary];
    expect(await encode({ kind: 'word', vocabulary }, tokens.join(''))).toMatchData(
      tokens.map((token) => vocabulary.indexOf(token)),
      {
        hint: 'for kind `word` the text is cut by text.split(/\\b/), and the id is the place in the vocabulary',
      },
    );
  });

  test('refuses unknown tokens anywhere with a RangeError', { tags: 'property' }, async () => {
    const at = draws().integer(0, 5);
    const text = Array.from({ length: 6 }, (_, index) => (index === at ? 'z' : 'a')).join('');
    await expect(() => encode({ kind: 'character', vocabulary: ['a'] }, text)).toThrowRangeError({
      hint: 'a token that is not in the vocabulary deserves a RangeError',
    });
    await expect(() => encode({ kind: 'word', vocabulary: ['a', ' '] }, 'a aa')).toThrowRangeError({
      hint: 'a word that is not in the vocabulary deserves a RangeError, also where its letters are known',
    });
  });
});

describe('decode', () => {
  test('puts drawn tokens together', { tags: 'property' }, async () => {
    const tokens = drawnWords(25);
    const vocabulary = [...dictionary, ...between];
    const ids = tokens.map((token) => vocabulary.indexOf(token));
    expect(await decode({ kind: 'word', vocabulary }, ids)).toMatchData(tokens.join(''), {
      hint: 'the tokens follow each other with nothing between them',
    });
  });

  test('makes an empty text of no ids', { tags: 'property' }, async () => {
    expect(await decode({ kind: 'character', vocabulary: ['a'] }, [])).toMatchData('', {
      hint: 'no tokens make an empty text',
    });
  });

  test('refuses ids beyond the vocabulary with a RangeError', { tags: 'property' }, async () => {
    const vocabulary = alphabet.slice(0, draws().integer(2, 9));
    await expect(() => decode({ kind: 'character', vocabulary }, [0, vocabulary.length])).toThrowRangeError({
      hint: 'the last id is one less than the size of the vocabulary',
    });
  });
});

describe('splitTokens', () => {
  test('cuts a drawn stream once', { tags: 'property' }, async () => {
    const tenths = draws().integer(2, 9);
    const tokens = stream(10 * tenths);
    expect(await splitTokens(tokens)).toMatchData(
      { training: tokens.slice(0, 9 * tenths), validation: tokens.slice(-tenths) },
      { hint: 'the first 90% in their order, then the rest' },
    );
  });
});

describe('sequences', () => {
  test('follow each other at drawn sizes', { tags: 'property' }, async () => {
    const draw = draws();
    const [seq, count] = [draw.integer(2, 7), draw.integer(2, 5)];
    // One token more than `count` sequences need, and some that are too few for another one.
    const tokens = stream(seq * count + draw.integer(1, seq));
    const row = (index: number, shift: number) =>
      Array.from({ length: seq }, (_, at) => tokens[index * seq + at + shift] ?? -1);
    const rows = Array.from({ length: count }, (_, index) => index);
    expect(await sequences(tokens, seq)).toMatchData(
      { inputs: rows.map((index) => row(index, 0)), targets: rows.map((index) => row(index, 1)) },
      { hint: 'inputs i · seq … (i + 1) · seq − 1, targets one place further, floor((N − 1) / seq) of them' },
    );
  });

  test('are none where the stream is too short', { tags: 'property' }, async () => {
    expect(await sequences([3, 1, 2], 3)).toMatchData(
      { inputs: [], targets: [] },
      { hint: 'three tokens have room for three inputs, but not for the last target' },
    );
  });
});

describe('randomBlocks', () => {
  test('start by the formula at drawn sizes', { tags: 'property' }, async () => {
    const draw = draws();
    const seq = draw.integer(2, 7);
    const starts = draw.integer(5, 20);
    const tokens = stream(starts + seq);
    const chosen = [0, starts - 1, draw.integer(0, starts - 1), draw.integer(0, starts - 1)];
    const uniforms = chosen.map((start) => (start + draw.integer(1, 9) / 10) / starts);
    const row = (start: number, shift: number) =>
      Array.from({ length: seq }, (_, at) => tokens[start + at + shift] ?? -1);
    expect(await attempt(() => randomBlocks(tokens, seq, uniforms))).toMatchData(
      { inputs: chosen.map((start) => row(start, 0)), targets: chosen.map((start) => row(start, 1)) },
      { hint: 'start = floor(uniform · (N − seq)); inputs from there, targets one place further' },
    );
  });

  test('refuse fewer tokens than a block needs with a RangeError', { tags: 'property' }, async () => {
    const seq = draws().integer(3, 9);
    await expect(() => randomBlocks(stream(seq), seq, [0.5])).toThrowRangeError({
      hint: 'a block needs seq + 1 tokens: seq inputs, and the target of the last one',
    });
  });
});
