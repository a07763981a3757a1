/** The wrong implementations of the bank as versions of a stage that the tests can run on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../../lib/root';
import { withMistakes } from './apply';
import type { Version } from './matrix';
import type { Mistake } from './mistake';

/** The text of the solution of a stage. */
export function reference(stem: string): string {
  return readFileSync(join(root, 'solutions', `${stem}.ts`), 'utf8');
}

/**
 * The stage with these mistakes in it.
 *
 * @returns undefined when they exclude each other
 */
export function mistakenVersion(mistakes: readonly Mistake[]): Version | undefined {
  const [first] = mistakes;
  if (!first) return undefined;
  const text = withMistakes(reference(first.stage), mistakes);
  if (text === undefined) return undefined;
  return { id: idOf(mistakes), stage: first.stage, files: new Map([[`${first.stage}.ts`, text]]) };
}

/** Names one mistake, or several together. */
export function idOf(mistakes: readonly Pick<Mistake, 'id'>[]): string {
  return mistakes.map(({ id }) => id).join('+');
}

/** Two edits may leave a text that is no TypeScript any more. */
function canBeRead(mistakes: readonly Mistake[]): boolean {
  const version = mistakenVersion(mistakes);
  try {
    for (const text of version?.files.values() ?? [])
      transformSync(text, { loader: 'ts', logLevel: 'silent' });
    return version !== undefined;
  } catch {
    return false;
  }
}

export type Pair = readonly [Mistake, Mistake];

/** Every two mistakes of a stage, in the order of the bank. */
export function pairsOf(mistakes: readonly Mistake[]): Pair[] {
  return mistakes.flatMap((first, index) =>
    mistakes
      .slice(index + 1)
      .filter(({ stage }) => stage === first.stage)
      .map((second): Pair => [first, second]),
  );
}

/** The two in an order in which they can be made together; undefined when they exclude each other. */
export function together([first, second]: Pair): Pair | undefined {
  const orders: readonly Pair[] = [
    [first, second],
    [second, first],
  ];
  return orders.find(canBeRead);
}
