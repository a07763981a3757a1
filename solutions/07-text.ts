/**
 * 07 Text
 *
 * Read:  notebooks/07-text.ipynb; "Let's build GPT: from scratch, in code, spelled out" (Andrej Karpathy), the first 20 minutes
 * Check: npm test 07
 */
import type { Examples, Tokenizer } from '../lib/text';
import { todo } from '../lib/todo';

/**
 * A tokenizer whose tokens are single characters.
 *
 * A character is a code point: 😀 is one token, although its `length` is 2.
 *
 * @param text - the text to learn from
 * @returns `kind` and `vocabulary`: the distinct characters of the text, in the order of `sort()`
 * @example characterTokenizer('banana'); // { kind: 'character', vocabulary: ['a', 'b', 'n'] }
 */
export function characterTokenizer(text: string): Tokenizer {
  // TODO 7a: what does a text fall into when it is spread, as in [...text]?
  // #region solution
  return { kind: 'character', vocabulary: [...new Set(text)].sort() };
  // #endregion
}

/**
 * A tokenizer whose tokens are words and what stands between them: the parts of `text.split(/\b/)`.
 *
 * Nothing is dropped and no letter changes its case, so that the tokens put together are the text again.
 *
 * @param text - the text to learn from
 * @returns `kind` and `vocabulary`: the distinct tokens of the text, in the order of `sort()`
 * @example wordTokenizer('to be, or'); // { kind: 'word', vocabulary: [' ', ', ', 'be', 'or', 'to'] }
 */
export function wordTokenizer(text: string): Tokenizer {
  // TODO 7b: spaces and commas have to come back when a text is decoded. Which tokens are they?
  // #region solution
  return { kind: 'word', vocabulary: [...new Set(text.split(/\b/))].sort() };
  // #endregion
}

/**
 * A text as token ids.
 *
 * @param tokenizer - cuts the text by its `kind`; the id of a token is its place in `vocabulary`, from 0
 * @param text - texts may have millions of tokens
 * @returns one id for each token
 * @throws {RangeError} when a token is not in the vocabulary; the message names the token
 * @example encode({ kind: 'character', vocabulary: ['a', 'b', 'n'] }, 'ban'); // [1, 0, 2]
 */
export function encode(tokenizer: Tokenizer, text: string): number[] {
  // TODO 7c: how is the id of a token found without a search through the whole vocabulary?
  // #region solution
  const ids = new Map(tokenizer.vocabulary.map((token, id) => [token, id]));
  const tokens = tokenizer.kind === 'character' ? [...text] : text.split(/\b/);
  return tokens.map((token) => {
    const id = ids.get(token);
    if (id === undefined) throw new RangeError(`Expected tokens of the vocabulary, got "${token}"`);
    return id;
  });
  // #endregion
}

/**
 * Token ids as a text: the exact inverse of `encode`.
 *
 * @throws {RangeError} when there is no token with such an id
 * @example decode({ kind: 'character', vocabulary: ['a', 'b', 'n'] }, [1, 0, 2]); // 'ban'
 */
export function decode(tokenizer: Tokenizer, ids: readonly number[]): string {
  // TODO 7d: what stands between two tokens of a decoded text?
  // #region solution
  const tokens = ids.map((id) => {
    const token = tokenizer.vocabulary[id];
    if (token === undefined) {
      throw new RangeError(`Expected ids below ${tokenizer.vocabulary.length}, got ${id}`);
    }
    return token;
  });
  return tokens.join('');
  // #endregion
}

/**
 * Cuts one stream of tokens into a part to train on and a part to validate on, which is never trained on.
 *
 * The first 90% (rounded down) are for training, the rest is for validation. Nothing is shuffled.
 *
 * @param tokens - the ids of a whole text, in order
 */
export function splitTokens(tokens: readonly number[]): { training: number[]; validation: number[] } {
  // TODO 7e: where is the one place at which the stream is cut?
  // #region solution
  const end = Math.floor(0.9 * tokens.length);
  return { training: tokens.slice(0, end), validation: tokens.slice(end) };
  // #endregion
}

/**
 * Cuts a stream of tokens into sequences that do not overlap, each with its targets: at every position the
 * token that comes next.
 *
 * Sequence i has the inputs i · seq … (i + 1) · seq − 1 and the targets one place further on. What is left at
 * the end and is too short is dropped.
 *
 * @param tokens - N token ids
 * @param seq - the length of a sequence
 * @returns `inputs` and `targets`, both with floor((N − 1) / seq) rows of `seq` ids
 * @example sequences([5, 6, 7, 8, 9], 2); // { inputs: [[5, 6], [7, 8]], targets: [[6, 7], [8, 9]] }
 */
export function sequences(tokens: readonly number[], seq: number): Examples {
  // TODO 7f: the last token of the stream has no next one. How many sequences are there?
  // #region solution
  const starts = Array.from({ length: Math.floor((tokens.length - 1) / seq) }, (_, row) => row * seq);
  return {
    inputs: starts.map((start) => tokens.slice(start, start + seq)),
    targets: starts.map((start) => tokens.slice(start + 1, start + 1 + seq)),
  };
  // #endregion
}

/**
 * Blocks of a stream that start anywhere, each with its targets: a block of length n holds n examples of a
 * next token.
 *
 * A uniform number u starts its block at floor(u · starts), where `starts` counts the places at which a block
 * and its last target still fit into the stream.
 *
 * @param tokens - N token ids, more than `seq`
 * @param seq - the length of a block
 * @param uniforms - for each block a number from 0 (included) to 1 (excluded): where it starts is up to chance
 * @returns `inputs` and `targets`, both with a row of `seq` ids for each uniform number
 * @throws {RangeError} when there are not more than `seq` tokens
 */
export function randomBlocks(tokens: readonly number[], seq: number, uniforms: readonly number[]): Examples {
  // TODO 7g: where does the last block start whose last target is still in the stream?
  // #region solution
  const possible = tokens.length - seq;
  if (possible < 1) {
    throw new RangeError(`Expected more than ${seq} tokens for blocks of ${seq}, got ${tokens.length}`);
  }
  const begins = uniforms.map((uniform) => Math.floor(uniform * possible));
  return {
    inputs: begins.map((begin) => tokens.slice(begin, begin + seq)),
    targets: begins.map((begin) => tokens.slice(begin + 1, begin + 1 + seq)),
  };
  // #endregion
}
