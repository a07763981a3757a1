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

/** Every two mistakes of a stage that can be made together, in the order of the bank. */
export function pairsOf(mistakes: readonly Mistake[]): (readonly [Mistake, Mistake])[] {
  return mistakes.flatMap((first, index) =>
    mistakes.slice(index + 1).flatMap((second): (readonly [Mistake, Mistake])[] => {
      if (second.stage !== first.stage) return [];
      const orders = [[first, second] as const, [second, first] as const];
      const possible = orders.find(canBeRead);
      return possible ? [possible] : [];
    }),
  );
}
