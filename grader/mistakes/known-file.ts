/** Writes what the public tests see of the known mistakes: the file that a diagnosis needs, without any code. */
import { stageOf } from '../../lib/course';
import type { KnownMistakes, KnownResult, Seen } from '../../lib/diagnosis/known';
import { seenOf } from '../../lib/diagnosis/known';
import type { TestRecord } from '../../lib/results';
import type { Mistake } from './mistake';

/** One version of a stage that was tested, and the mistakes in it. */
export interface Tested {
  readonly mistakes: readonly Mistake[];
  readonly records: readonly TestRecord[];
}

/**
 * Everything that is known of a stage.
 *
 * @param tested - single mistakes and pairs
 */
export function knownOf(
  stem: string,
  mistakes: readonly Mistake[],
  tested: readonly Tested[],
): KnownMistakes {
  const names = stageOf(stem).functions.map(({ name }) => name);
  const titles = (name: string) =>
    (tested[0]?.records ?? []).filter((record) => isTelling(record, name)).map(({ title }) => title);
  const tests = Object.fromEntries(names.map((name) => [name, titles(name)]));
  return {
    mistakes: mistakes.map(({ id, functionName, title, misconception, hint, read }) => ({
      id,
      functionName,
      title,
      misconception,
      hint,
      read,
    })),
    tests,
    results: tested.map((each) => resultOf(each, tests)),
  };
}

function resultOf(
  { mistakes, records }: Tested,
  tests: Readonly<Record<string, readonly string[]>>,
): KnownResult {
  const seen = Object.fromEntries(
    Object.entries(tests).flatMap(([name, titles]) => {
      const own = records.filter((record) => isTelling(record, name));
      const marks = own.flatMap((record) => markOf(record, titles));
      return marks.length === 0 ? [] : [[name, Object.fromEntries(marks)]];
    }),
  );
  return { ids: mistakes.map(({ id }) => id), seen };
}

/** A public test of the function's numbers: its health is a matter of its own, whatever the mistake. */
function isTelling({ hidden, functionName, kind }: TestRecord, name: string): boolean {
  return !hidden && functionName === name && kind !== 'health' && kind !== 'advice';
}

function markOf(
  { title, outcome, observed }: TestRecord,
  titles: readonly string[],
): (readonly [number, Seen])[] {
  if (outcome !== 'failed' && outcome !== 'crashed') return [];
  return [[titles.indexOf(title), seenOf(observed)]];
}

/** The text of the file: one line for each mistake and each result, so that a change is a line. */
export function knownText({ mistakes, tests, results }: KnownMistakes): string {
  const lines = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join(',\n');
  return `{"mistakes":[\n${lines(mistakes)}\n],\n"tests":${JSON.stringify(tests, null, 1)},\n"results":[\n${lines(results)}\n]}\n`;
}
