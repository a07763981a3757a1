/** How often a diagnosis is right, and how often there is one: measured on cases whose mistakes are known. */
import type { FunctionVerdict, StageVerdict } from '../../../lib/verdict';
import { type Case, isStranger } from './cases';

/** What the tests and the diagnosis said about a case. */
export interface Judged {
  readonly case: Pick<Case, 'id' | 'chosen'>;
  readonly verdict: StageVerdict;
}

export const kinds = ['single', 'pair', 'stranger', 'mixed'] as const;

/** One mistake of the bank, two of them, one stranger, or a stranger and a mistake of the bank. */
export type Kind = (typeof kinds)[number];

/** One function of a case that fails. */
export interface Unit {
  readonly id: string;
  readonly kind: Kind;
  readonly functionName: string;
  /** The diagnosis, if any: ids. */
  readonly named: readonly string[];
  readonly chosen: readonly string[];
  /** A diagnosis that names a mistake of the function itself. */
  readonly told: boolean;
  /** Such a diagnosis should be there: mistakes of the function were made, all of them known to the bank. */
  readonly wanted: boolean;
  /** The diagnosis names exactly the mistakes that were made in the function, and no other that was not made. */
  readonly right: boolean;
}

/** Counts, and their ratios: undefined where there is nothing to count. */
export interface Rates {
  readonly told: number;
  readonly toldRightly: number;
  readonly wanted: number;
  readonly found: number;
  /** Of all diagnoses the share that is right. */
  readonly precision: number | undefined;
  /** Of all units that should have a diagnosis the share that has the right one. */
  readonly recall: number | undefined;
}

export interface Score extends Rates {
  readonly byKind: Readonly<Record<Kind, Rates>>;
  /** The diagnoses that are wrong. */
  readonly falseOnes: readonly Unit[];
  /** The units without a diagnosis that should have one, or with a wrong one. */
  readonly missed: readonly Unit[];
}

/**
 * Compares what was diagnosed with what was done.
 *
 * @param functionOf - the function that a mistake of the bank sits in; undefined for a stranger
 */
export function score(judged: readonly Judged[], functionOf: (id: string) => string | undefined): Score {
  const units = judged.flatMap((each) => unitsOf(each, functionOf));
  const byKind = Object.fromEntries(
    kinds.map((kind) => [kind, ratesOf(units.filter((unit) => unit.kind === kind))]),
  ) as Record<Kind, Rates>;
  return {
    ...ratesOf(units),
    byKind,
    falseOnes: units.filter(({ told, right }) => told && !right),
    missed: units.filter(({ wanted, right }) => wanted && !right),
  };
}

/** One line for each number that is to be told, and one for each diagnosis that is false or missed. */
export function scoreLines(result: Score): string[] {
  const line = (name: string, { told, toldRightly, wanted, found, precision, recall }: Rates) =>
    `${name.padEnd(9)} precision ${share(precision)} (${toldRightly} of ${told})  recall ${share(recall)} (${found} of ${wanted})`;
  const unit = ({ id, functionName, named }: Unit) =>
    `${id} in ${functionName}: ${named.join(' + ') || 'nothing'}`;
  return [
    line('all', result),
    ...kinds.map((kind) => line(kind, result.byKind[kind])),
    ...result.falseOnes.map((each) => `false   ${unit(each)}`),
    ...result.missed.map((each) => `missed  ${unit(each)}`),
  ];
}

function share(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${(ratio * 100).toFixed(1)}%`;
}

function unitsOf(
  { case: { id, chosen }, verdict }: Judged,
  functionOf: (id: string) => string | undefined,
): Unit[] {
  const kind = kindOf(chosen);
  return verdict.functions
    .filter(({ status }) => status !== 'passed')
    .map((each) => ({ id, kind, chosen, ...comparison(each, chosen, functionOf) }));
}

function comparison(
  { name, diagnosis = [] }: FunctionVerdict,
  chosen: readonly string[],
  functionOf: (id: string) => string | undefined,
): Pick<Unit, 'functionName' | 'named' | 'told' | 'wanted' | 'right'> {
  const named = diagnosis.map(({ id }) => id);
  const own = (ids: readonly string[]) => ids.filter((id) => functionOf(id) === name);
  const told = own(named).length > 0;
  const made = named.every((id) => chosen.includes(id));
  const complete = own(chosen).every((id) => named.includes(id));
  const wanted = own(chosen).length > 0 && !chosen.some(isStranger);
  return { functionName: name, named, told, wanted, right: told && made && complete };
}

function kindOf(chosen: readonly string[]): Kind {
  const strangers = chosen.filter(isStranger).length;
  if (strangers > 0) return chosen.length > strangers ? 'mixed' : 'stranger';
  return chosen.length > 1 ? 'pair' : 'single';
}

function ratesOf(units: readonly Unit[]): Rates {
  const count = (holds: (unit: Unit) => boolean) => units.filter(holds).length;
  const told = count((unit) => unit.told);
  const toldRightly = count((unit) => unit.told && unit.right);
  const wanted = count((unit) => unit.wanted);
  const found = count((unit) => unit.wanted && unit.right);
  const ratio = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
  return {
    told,
    toldRightly,
    wanted,
    found,
    precision: ratio(toldRightly, told),
    recall: ratio(found, wanted),
  };
}
