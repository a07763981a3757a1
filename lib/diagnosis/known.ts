/**
 * What the known mistakes look like to the tests: for each mistake, and for pairs of them, what every public test of
 * the stage sees. The wrong implementations themselves are not here: a student who has this file has marks and
 * sentences, no code. `npm run mistakes -- --write` makes the files.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root';
import type { Observation } from './observation';

/** What is told about a mistake. */
export interface MistakeText {
  readonly id: string;
  /** The function that it sits in. */
  readonly functionName: string;
  /** Completes "your result is what you get when …". */
  readonly title: string;
  readonly misconception: string;
  readonly hint: string;
  readonly read: string;
}

/** What a failing test sees: marks of a tensor, another kind of value, or no value since something is thrown. */
export type Seen = readonly number[] | readonly [what: string, ...marks: number[]] | 'throws';

/** One mistake, or two at once. */
export interface KnownResult {
  readonly ids: readonly string[];
  /** For each function, by the number of its test in {@link KnownMistakes.tests}: what a failing test sees. */
  readonly seen: Readonly<Record<string, Readonly<Record<string, Seen>>>>;
}

export interface KnownMistakes {
  readonly mistakes: readonly MistakeText[];
  /** For each function the titles of its public tests. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  readonly results: readonly KnownResult[];
}

/** Where the file of a stage lies, from the root of the repository. */
export function knownFile(stem: string): string {
  return `lib/diagnosis/known/${stem}.json`;
}

/** The known mistakes of a stage; undefined where there are none on record. */
export function knownMistakes(stem: string): KnownMistakes | undefined {
  const file = join(root, knownFile(stem));
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as KnownMistakes;
}

/** How an observation is written in the file. */
export function seenOf(observed: Observation | undefined): Seen {
  if (!observed) return 'throws';
  return observed.what === 'tensor' ? observed.marks : [observed.what, ...observed.marks];
}

/** The way back; undefined where there was no value. */
export function observationOf(seen: Seen): Observation | undefined {
  if (typeof seen === 'string') return undefined;
  const [first, ...rest] = seen;
  return typeof first === 'string'
    ? { what: first, marks: rest as number[] }
    : { what: 'tensor', marks: seen as readonly number[] };
}
