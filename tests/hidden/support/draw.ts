/** Draws the sizes and inputs of hidden tests: anew for every grading, the same for one seed. */
import * as tf from '@tensorflow/tfjs';
import { expect, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Given by the grader; a run by hand does without. */
    seed?: number;
  }
}

const defaultSeed = 1706;

/** Primes: all sizes differ, and no product of two of them equals a third. */
const primes = [2, 3, 5, 7, 11, 13];

/** What one test may draw. */
export interface Draws {
  /** A whole number, `from` and `to` included. */
  integer(from: number, to: number): number;
  /** A seed for `normal` or `randomParams`. */
  seed(): number;
  /** A different prime for each name, the smaller the fewer names there are. */
  sizes<Name extends string>(...names: Name[]): Record<Name, number>;
  /** The numbers 0 … count − 1 in another order. */
  order(count: number): number[];
  /** A mask [queries, keys] of 1 and 0 in which every row shows at least one key. */
  mask(queries: number, keys: number): tf.Tensor2D;
  /** Token ids [batch, seq]. */
  tokens(batch: number, seq: number, vocab: number): tf.Tensor2D;
}

/** The draws of the current test. They depend on its name and on the seed, not on the tests before it. */
export function draws(): Draws {
  const random = generator(hash(`${inject('seed') ?? defaultSeed} ${expect.getState().currentTestName}`));
  const integer = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  return {
    integer,
    seed: () => integer(1, 999_999),
    sizes<Name extends string>(...names: Name[]) {
      const shuffled = shuffle(primes.slice(0, names.length + 1));
      return Object.fromEntries(names.map((name, index) => [name, shuffled[index]])) as Record<Name, number>;
    },
    order: (count) => shuffle(Array.from({ length: count }, (_, index) => index)),
    mask(queries, keys) {
      const row = () => {
        const shown = integer(0, keys - 1);
        return Array.from({ length: keys }, (_, key) => (key === shown || random() < 0.5 ? 1 : 0));
      };
      return tf.tensor2d(Array.from({ length: queries }, row));
    },
    tokens(batch, seq, vocab) {
      const ids = Array.from({ length: batch * seq }, () => integer(0, vocab - 1));
      return tf.tensor2d(ids, [batch, seq], 'int32');
    },
  };
}

/** mulberry32: 32 bits of state, uniform numbers from 0 to 1. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a: a text as a 32-bit number. */
function hash(text: string): number {
  return [...text].reduce((value, letter) => Math.imul(value ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
}
