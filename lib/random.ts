/** The only source of random numbers in lib: seeded, and the same on every machine and backend. */

const laneKeys = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const;

type State = [number, number, number, number];

/**
 * A seeded generator of random numbers: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", 2021) with a state hashed from the seed.
 *
 * @example new Random(7).below(10); // the same digit each time
 */
export class Random {
  readonly #state: State;

  /**
   * @param seed - an integer
   * @param stream - more integers: each list names a stream of its own, so that batch 12 can be drawn without
   *   drawing batches 0 to 11 first
   * @throws {RangeError} when one of them is not an integer, or too large to be exact
   */
  constructor(seed: number, ...stream: readonly number[]) {
    this.#state = [seed, ...stream].reduce(absorb, [...laneKeys]);
    // The one state that the generator never leaves.
    if (this.#state.every((lane) => lane === 0)) this.#state[0] = 1;
  }

  /** @returns a uniform integer from 0 to 2³² − 1 */
  uint32(): number {
    return advance(this.#state);
  }

  /** @returns a uniform number from 0 (included) to 1 (excluded), a multiple of 2⁻³² */
  unit(): number {
    return this.uint32() / 2 ** 32;
  }

  /**
   * @param limit - an integer from 1 to 2³²
   * @returns a uniform integer from 0 to `limit` − 1, without the bias of a plain remainder
   * @throws {RangeError} when `limit` is not such an integer
   */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new RangeError(`Expected limit to be an integer from 1 to 2^32, got ${limit}`);
    }
    const fair = 2 ** 32 - (2 ** 32 % limit); // the largest multiple of `limit` that fits
    let drawn = this.uint32();
    while (drawn >= fair) drawn = this.uint32();
    return drawn % limit;
  }

  /** @returns the items in a random order, all orders equally likely (Fisher and Yates) */
  shuffle<T>(items: ArrayLike<T>): T[] {
    const shuffled = Array.from(items);
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }
}

/** The step of xoshiro128**: changes the state in place and returns the next output. */
export function advance(state: State): number {
  const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
  const shifted = state[1] << 9;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate(state[3], 11);
  return result;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Mixes one more integer into a state, both halves of its 64 bits into each lane. */
function absorb(state: State, integer: number): State {
  if (!Number.isSafeInteger(integer)) {
    throw new RangeError(`Expected a seed to be an integer below 2^53, got ${integer}`);
  }
  const words = [integer | 0, Math.floor(integer / 2 ** 32) | 0];
  return state.map((lane, index) =>
    words.reduce((mixed, word) => scramble(mixed ^ (word + (laneKeys[index] ?? 0))), lane),
  ) as State;
}

/** The finaliser of MurmurHash3: every bit of the word changes about half of the bits of the result. */
function scramble(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
