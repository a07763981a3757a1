/** Do the files of known mistakes still say what the tests see? */
import type { KnownMistakes, KnownResult, Seen } from '../../lib/diagnosis/known';
import { knownFile, observationOf } from '../../lib/diagnosis/known';
import { distance } from '../../lib/diagnosis/observation';
import { knownOf, type Tested } from './known-file';
import type { Mistake } from './mistake';

/** Rounding may differ from one version of Node to the next by this much. */
const same = 1e-3;

/**
 * Compares the file of a stage with a run of today.
 *
 * @param tested - all single mistakes of the stage, and some pairs
 * @returns what differs, one line each
 */
export function staleKnown(
  stem: string,
  mistakes: readonly Mistake[],
  file: KnownMistakes | undefined,
  tested: readonly Tested[],
): string[] {
  const advice = 'run npm run mistakes -- --write';
  if (!file) return [`${knownFile(stem)} does not exist: ${advice}`];
  const today = knownOf(stem, mistakes, tested);
  if (JSON.stringify([file.mistakes, file.tests]) !== JSON.stringify([today.mistakes, today.tests])) {
    return [`${knownFile(stem)} has other mistakes or other tests than the bank: ${advice}`];
  }
  const stale = today.results.filter((result) => !file.results.some((known) => isSame(known, result)));
  return stale.map(({ ids }) => `${knownFile(stem)} is out of date for ${ids.join(' + ')}: ${advice}`);
}

function isSame(a: KnownResult, b: KnownResult): boolean {
  if (a.ids.join() !== b.ids.join()) return false;
  const [first, second] = [flat(a), flat(b)];
  return first.size === second.size && [...first].every(([key, seen]) => isSameSeen(seen, second.get(key)));
}

function flat({ seen }: KnownResult): Map<string, Seen> {
  return new Map(
    Object.entries(seen).flatMap(([name, tests]) =>
      Object.entries(tests).map(([number, mark]) => [`${name} ${number}`, mark] as const),
    ),
  );
}

function isSameSeen(a: Seen, b: Seen | undefined): boolean {
  if (b === undefined) return false;
  const [first, second] = [observationOf(a), observationOf(b)];
  return first && second ? distance(first, second) <= same : first === second;
}
