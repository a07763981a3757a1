/**
 * The seed of a grading, from which every hidden input and every training follows. It is drawn anew, so that nobody who
 * knows this repository can compute the inputs beforehand; who has it can repeat the grading.
 */
import { createHash, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './whole-file';

/** Seeds are below this, as `--seed` takes them. */
const bound = 1_000_000_000;

/** The reference is no stranger's code: its grading is a check of the course, the same every time. */
export const referenceSeed = 1;

/** Where a seed can come from. */
export interface SeedSources {
  /** What was asked for with `--seed`. */
  readonly given: number | undefined;
  /** Whether the reference solution is graded. */
  readonly reference: boolean;
  /** Of the grading that this one goes on with, or is compared with. */
  readonly earlier: number | undefined;
}

/** The seed of a grading: as asked for, else that of an earlier one, else a new one that nobody can foresee. */
export function chooseSeed({ given, reference, earlier }: SeedSources): number {
  return given ?? earlier ?? (reference ? referenceSeed : randomInt(bound));
}

/** A seed for one purpose: who knows it can draw neither the strings of another nor the seed of the grading. */
export function derivedSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${purpose} ${seed}`).digest().readUInt32LE() % 1_000_000_000;
}

/** How to get the same grading again, for the terminal. */
export function seedSentence(seed: number): string {
  return `seed ${seed}: \`--seed ${seed}\` repeats this grading`;
}

const seeded = z.object({
  seed: z
    .int()
    .min(0)
    .max(bound - 1),
});

/** Keeps the seed beside the results from the beginning on: a grading that is killed has no report yet. */
export async function keepSeed(folder: string, seed: number): Promise<void> {
  await writeWhole(join(folder, 'seed.json'), JSON.stringify({ seed }));
}

/** The seed that {@link keepSeed} left in a folder; nothing when there is none that can be read. */
export function keptSeed(folder: string): Promise<number | undefined> {
  return readSeed(join(folder, 'seed.json'));
}

/** The seed of a finished grading, from `report.json`; nothing when there is none that can be read. */
export function reportedSeed(folder: string): Promise<number | undefined> {
  return readSeed(join(folder, 'report.json'));
}

async function readSeed(file: string): Promise<number | undefined> {
  try {
    return seeded.parse(JSON.parse(await readFile(file, 'utf8'))).seed;
  } catch {
    return undefined;
  }
}
