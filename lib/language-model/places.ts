/** Checks of what the functions of stage 07 made of the places of a text: nothing may be trained on that is held out. */
import type { Examples } from '../text';

/** What is said of a function of stage 07 that would spoil the training. */
class WrongPlaces extends Error {
  constructor(name: string, fact: string) {
    super(`${name} ${fact}: run npm test 07`);
  }
}

/**
 * The training part, then the validation part: everything once, in order.
 *
 * @throws {Error} when a token is in both, or missing, or out of order
 */
export function checkSplit(training: readonly number[], validation: readonly number[], count: number): void {
  const cut = training.length;
  for (let place = 0; place < count; place += 1) {
    const found = place < cut ? training[place] : validation[place - cut];
    if (found === place) continue;
    throw new WrongPlaces('splitTokens', `does not cut the text in two: token ${place} is not in its place`);
  }
  if (cut + validation.length === count) return;
  throw new WrongPlaces('splitTokens', `gives ${cut + validation.length} tokens out of ${count}`);
}

/**
 * Sequences of one part of the text.
 *
 * @param part - its places, one after the other
 * @throws {Error} when they overlap, leave the part, or their targets are not the next tokens
 */
export function checkSequences(
  name: string,
  { inputs, targets }: Examples,
  part: readonly number[],
  seq: number,
): void {
  const [first = 0, end = 0] = [part[0], (part.at(-1) ?? -1) + 1];
  checkRows('sequences', { inputs, targets }, { rows: inputs.length, seq, first, end });
  if (inputs.length === 0) throw new WrongPlaces('sequences', `finds none in ${part.length} ${name} tokens`);
  const seen = new Set<number>();
  for (const place of inputs.flat()) {
    if (seen.has(place)) throw new WrongPlaces('sequences', `overlap: token ${place} is in two of them`);
    seen.add(place);
  }
}

/**
 * What one step is trained on.
 *
 * @param cut - where the validation part begins
 * @throws {Error} when a token of the validation part is among it, or a target is not the next token
 */
export function checkBatch(
  examples: Examples,
  cut: number,
  { batch, seq }: { readonly batch: number; readonly seq: number },
): void {
  checkRows('randomBlocks', examples, { rows: batch, seq, first: 0, end: cut });
}

interface Expected {
  readonly rows: number;
  readonly seq: number;
  /** The places from `first` up to, and without, `end`. */
  readonly first: number;
  readonly end: number;
}

function checkRows(name: string, { inputs, targets }: Examples, expected: Expected): void {
  const { rows, seq } = expected;
  const right = (part: Examples['inputs']) =>
    part.length === rows && part.every(({ length }) => length === seq);
  if (!right(inputs) || !right(targets)) {
    throw new WrongPlaces(name, `does not give ${rows} rows of ${seq} inputs and targets`);
  }
  for (const [row, places] of inputs.entries()) {
    for (const [at, place] of places.entries()) checkPair(name, place, targets[row]?.[at], expected);
  }
}

function checkPair(name: string, input: number, target: number | undefined, { first, end }: Expected): void {
  if (target !== input + 1) {
    throw new WrongPlaces(
      name,
      `gives token ${target} as the target of token ${input}, and not the next one`,
    );
  }
  if (input >= first && target < end) return;
  throw new WrongPlaces(
    name,
    `reaches tokens ${input} and ${target}, outside of its part (${first} to ${end - 1})`,
  );
}
