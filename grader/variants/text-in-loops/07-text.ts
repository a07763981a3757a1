// Plain loops, indexOf and push; texts are put together with +=.
import type { Examples, Tokenizer } from '../lib/text';

function distinct(tokens: string[]): string[] {
  const found: string[] = [];
  for (const token of tokens) if (!found.includes(token)) found.push(token);
  found.sort();
  return found;
}
function cut(kind: string, text: string): string[] {
  return kind === 'word' ? text.split(/\b/) : Array.from(text);
}
export function characterTokenizer(text: string): Tokenizer {
  return { kind: 'character', vocabulary: distinct(cut('character', text)) };
}
export function wordTokenizer(text: string): Tokenizer {
  return { kind: 'word', vocabulary: distinct(cut('word', text)) };
}
export function encode(tokenizer: Tokenizer, text: string): number[] {
  const ids: number[] = [];
  for (const token of cut(tokenizer.kind, text)) {
    const id = tokenizer.vocabulary.indexOf(token);
    if (id === -1) throw new RangeError(`unknown: ${token}`);
    ids.push(id);
  }
  return ids;
}
export function decode(tokenizer: Tokenizer, ids: number[]): string {
  let text = '';
  for (const id of ids) {
    if (id < 0 || id >= tokenizer.vocabulary.length) throw new RangeError('no such token');
    text += tokenizer.vocabulary[id];
  }
  return text;
}
export function splitTokens(tokens: number[]) {
  const training: number[] = [];
  const validation: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (i < Math.floor((tokens.length * 9) / 10)) training.push(tokens[i]!);
    else validation.push(tokens[i]!);
  }
  return { training, validation };
}
export function sequences(tokens: number[], seq: number): Examples {
  const inputs: number[][] = [];
  const targets: number[][] = [];
  for (let from = 0; from + seq < tokens.length; from += seq) {
    inputs.push(tokens.slice(from, from + seq));
    targets.push(tokens.slice(from + 1, from + seq + 1));
  }
  return { inputs, targets };
}
export function randomBlocks(tokens: number[], seq: number, uniforms: number[]): Examples {
  if (tokens.length < seq + 1) throw new RangeError('too short');
  const inputs: number[][] = [];
  const targets: number[][] = [];
  for (const u of uniforms) {
    const from = Math.trunc(u * (tokens.length - seq));
    const block = tokens.slice(from, from + seq + 1);
    inputs.push(block.slice(0, -1));
    targets.push(block.slice(1));
  }
  return { inputs, targets };
}
