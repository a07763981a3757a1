// Every function of the language-model track is async.
import type { Examples, Tokenizer } from '../lib/text';

export async function characterTokenizer(text: string): Promise<Tokenizer> {
  return { kind: 'character', vocabulary: [...new Set(text)].sort() };
}

export async function wordTokenizer(text: string): Promise<Tokenizer> {
  return { kind: 'word', vocabulary: [...new Set(text.split(/\b/))].sort() };
}

export async function encode(tokenizer: Tokenizer, text: string): Promise<number[]> {
  const ids = new Map(tokenizer.vocabulary.map((token, id) => [token, id]));
  const tokens = tokenizer.kind === 'character' ? [...text] : text.split(/\b/);
  return tokens.map((token) => {
    const id = ids.get(token);
    if (id === undefined) throw new RangeError(`Expected tokens of the vocabulary, got "${token}"`);
    return id;
  });
}

export async function decode(tokenizer: Tokenizer, ids: readonly number[]): Promise<string> {
  const tokens = ids.map((id) => {
    const token = tokenizer.vocabulary[id];
    if (token === undefined) {
      throw new RangeError(`Expected ids below ${tokenizer.vocabulary.length}, got ${id}`);
    }
    return token;
  });
  return tokens.join('');
}

export async function splitTokens(tokens: readonly number[]): Promise<{ training: number[]; validation: number[] }> {
  const end = Math.floor(0.9 * tokens.length);
  return { training: tokens.slice(0, end), validation: tokens.slice(end) };
}

export async function sequences(tokens: readonly number[], seq: number): Promise<Examples> {
  const starts = Array.from({ length: Math.floor((tokens.length - 1) / seq) }, (_, row) => row * seq);
  return {
    inputs: starts.map((start) => tokens.slice(start, start + seq)),
    targets: starts.map((start) => tokens.slice(start + 1, start + 1 + seq)),
  };
}

export async function randomBlocks(tokens: readonly number[], seq: number, uniforms: readonly number[]): Promise<Examples> {
  const possible = tokens.length - seq;
  if (possible < 1) {
    throw new RangeError(`Expected more than ${seq} tokens for blocks of ${seq}, got ${tokens.length}`);
  }
  const begins = uniforms.map((uniform) => Math.floor(uniform * possible));
  return {
    inputs: begins.map((begin) => tokens.slice(begin, begin + seq)),
    targets: begins.map((begin) => tokens.slice(begin + 1, begin + 1 + seq)),
  };
}
