/**
 * Finds the known mistake, or the pair of them, that explains everything the public tests of a function saw.
 *
 * A mistake explains a function when the same tests fail and each of them saw the same numbers. Nothing is said when
 * two explanations come close to each other: a wrong diagnosis costs more than none.
 */
import type { TestRecord } from '../results';
import type { FunctionVerdict, StageVerdict } from '../verdict';
import type { KnownMistakes, KnownResult, MistakeText, Seen } from './known';
import { knownMistakes, observationOf } from './known';
import { distance } from './observation';

/** The mistakes that explain what the tests of a function saw; two when only both together do. */
export type Diagnosis = readonly MistakeText[];

/** The largest distance that counts as the same numbers: backends and styles differ by some 1e-5. */
const same = 2e-4;
/** The second best explanation has to be this far away. */
const apart = 2e-3;

/** With a diagnosis where a known mistake explains a failure. What that needs is read only then. */
export function diagnosed(verdict: StageVerdict): StageVerdict {
  const known = verdict.functions.some(isWrong) ? knownMistakes(verdict.stem) : undefined;
  return known ? diagnoseStage(verdict, known) : verdict;
}

function isWrong({ status }: FunctionVerdict): boolean {
  return status === 'failed' || status === 'crashed';
}

/**
 * Adds a diagnosis to each function that fails and that a known mistake explains.
 *
 * A mistake in an earlier function of the stage shows in those that use it. It explains a later function only
 * where it was found in its own, too.
 *
 * @param known - of this stage
 */
export function diagnoseStage(verdict: StageVerdict, known: KnownMistakes): StageVerdict {
  const found = new Map<string, Diagnosis>();
  for (const each of verdict.functions) {
    const diagnosis = isWrong(each) ? diagnose(each, known, found) : undefined;
    if (diagnosis) found.set(each.name, diagnosis);
  }
  return {
    ...verdict,
    functions: verdict.functions.map((each) => ({ ...each, diagnosis: found.get(each.name) })),
  };
}

function diagnose(
  { name, records }: FunctionVerdict,
  known: KnownMistakes,
  found: ReadonlyMap<string, Diagnosis>,
): Diagnosis | undefined {
  const tests = known.tests[name] ?? [];
  const own = new Map(records.filter(({ hidden }) => !hidden).map((record) => [record.title, record]));
  const ran = tests.flatMap((title, number) => {
    const record = own.get(title);
    return record ? [{ number, record }] : [];
  });
  // With half of the tests left out, as by a filter, too many mistakes look alike.
  if (ran.length < tests.length / 2) return undefined;
  const candidates = known.results
    .filter((result) => isPlausible(result, name, known, found))
    .map((result) => ({ result, far: farthest(result, name, ran) }))
    .filter(({ far }) => far < apart);
  return clearBest(candidates)?.map((id) => textOf(id, known));
}

/** A mistake of another function counts only where it was found there. */
function isPlausible(
  { ids, seen }: KnownResult,
  name: string,
  known: KnownMistakes,
  found: ReadonlyMap<string, Diagnosis>,
): boolean {
  if (!seen[name]) return false;
  return ids.every((id) => {
    const { functionName } = textOf(id, known);
    return functionName === name || found.get(functionName)?.some((other) => other.id === id) === true;
  });
}

/** The largest distance between what a test saw and what it sees of the mistake; Infinity when another one fails. */
function farthest(
  { seen }: KnownResult,
  name: string,
  ran: readonly { number: number; record: TestRecord }[],
): number {
  return Math.max(0, ...ran.map(({ number, record }) => between(record, seen[name]?.[number])));
}

function between({ outcome, observed }: TestRecord, seen: Seen | undefined): number {
  if (outcome === 'passed' || seen === undefined) return outcome === 'passed' && !seen ? 0 : Infinity;
  if (outcome !== 'failed' && outcome !== 'crashed') return Infinity;
  const expected = observationOf(seen);
  if (!observed || !expected) return observed || expected ? Infinity : 0;
  return distance(observed, expected);
}

/** Fewer mistakes explain better than more; two that explain as well as each other explain nothing. */
function clearBest(
  candidates: readonly { result: KnownResult; far: number }[],
): readonly string[] | undefined {
  const fewest = Math.min(...candidates.map(({ result }) => result.ids.length));
  const [best, second] = candidates
    .filter(({ result }) => result.ids.length === fewest)
    .sort((a, b) => a.far - b.far);
  if (!best || second || best.far > same) return undefined;
  return best.result.ids;
}

function textOf(id: string, { mistakes }: KnownMistakes): MistakeText {
  const found = mistakes.find((each) => each.id === id);
  if (!found) throw new Error(`Unknown mistake "${id}"`);
  return found;
}
