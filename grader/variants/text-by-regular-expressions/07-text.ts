// Tokens by match with the u flag; a record without a prototype in the place of a Map; the vocabulary is frozen.
import type { Examples, Tokenizer } from '../lib/text';

const patterns = { character: /./gsu, word: /\w+|\W+/g };
const tokensOf = (kind: Tokenizer['kind'], text: string): string[] => text.match(patterns[kind]) ?? [];
const tokenizer = (kind: Tokenizer['kind'], text: string): Tokenizer => ({
  kind,
  vocabulary: Object.freeze(tokensOf(kind, text).sort().filter((token, i, all) => token !== all[i - 1])),
});
export const characterTokenizer = (text: string) => tokenizer('character', text);
export const wordTokenizer = (text: string) => tokenizer('word', text);

export const encode = ({ kind, vocabulary }: Tokenizer, text: string): number[] => {
  const ids: Record<string, number> = Object.create(null);
  vocabulary.forEach((token, id) => {
    ids[token] = id;
  });
  return tokensOf(kind, text).map((token) => {
    if (!(token in ids)) throw new RangeError(`"${token}" is not in the vocabulary`);
    return ids[token]!;
  });
};
export const decode = ({ vocabulary }: Tokenizer, ids: readonly number[]): string =>
  ids.reduce((text, id) => {
    if (!(id in vocabulary)) throw new RangeError(`no token has the id ${id}`);
    return text + vocabulary[id];
  }, '');

export const splitTokens = (tokens: readonly number[]) => {
  const validation = [...tokens];
  const training = validation.splice(0, Math.floor(tokens.length * 0.9));
  return { training, validation };
};
const pair = (blocks: number[][]): Examples => ({
  inputs: blocks.map((block) => block.slice(0, -1)),
  targets: blocks.map(([, ...rest]) => rest),
});
export const sequences = (tokens: readonly number[], seq: number): Examples =>
  pair(
    [...tokens.keys()]
      .filter((at) => at % seq === 0 && at + seq < tokens.length)
      .map((at) => tokens.slice(at, at + seq + 1)),
  );
export const randomBlocks = (tokens: readonly number[], seq: number, uniforms: readonly number[]): Examples => {
  const starts = tokens.slice(0, Math.max(0, tokens.length - seq)).length;
  if (!starts) throw new RangeError(`${tokens.length} tokens are too few`);
  return pair(uniforms.map((u) => Math.floor(u * starts)).map((at) => tokens.slice(at, at + seq + 1)));
};
