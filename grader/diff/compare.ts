/** Two reports on the same class: who moves by how much. */
import type { Report, Status, SubmissionReport } from '../report/schema';
import { byName, compareNames } from '../report/wording';

/** A function, or a milestone, whose status or points are not what they were. */
export interface PartChange {
  readonly stem: string;
  /** The function; the title of a milestone. */
  readonly name: string;
  /** None where it was not graded. */
  readonly from: Status | undefined;
  readonly to: Status | undefined;
  /** Points gained, negative when lost. */
  readonly delta: number;
}

/** A submission that is in both reports. */
export interface Change {
  readonly name: string;
  /** Its place in the new report. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly delta: number;
  /** Said when it was rejected before and is not now, or the other way round. */
  readonly rejected: 'now' | 'before' | undefined;
  readonly parts: readonly PartChange[];
}

export interface Changes {
  /** Submissions in both, also those that stay: by size of the change, then by name. */
  readonly both: readonly Change[];
  /** Names that the old report has not. */
  readonly added: readonly string[];
  /** Names that the new report has not. */
  readonly missing: readonly string[];
  /** Why points may differ without any test having changed, a sentence each. */
  readonly warnings: readonly string[];
}

/** Less is rounding. */
const smallest = 0.005;

/** @param now - slim or full, as `before` */
export function compareReports(before: Report, now: Report): Changes {
  const old = new Map(before.submissions.map((each) => [each.name, each]));
  const names = new Set(now.submissions.map(({ name }) => name));
  const both = now.submissions.flatMap((each, index) => {
    const was = old.get(each.name);
    return was ? [changeOf(was, each, index)] : [];
  });
  return {
    both: both.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || compareNames(a.name, b.name)),
    added: byName(now.submissions.filter(({ name }) => !old.has(name))).map(({ name }) => name),
    missing: byName(before.submissions.filter(({ name }) => !names.has(name))).map(({ name }) => name),
    warnings: warningsOf(before, now),
  };
}

function changeOf(was: SubmissionReport, is: SubmissionReport, index: number): Change {
  const delta = rounded(is.score - was.score);
  const turned = was.status !== is.status;
  return {
    name: is.name,
    index,
    from: was.score,
    to: is.score,
    delta,
    rejected: turned ? (is.status === 'rejected' ? 'now' : 'before') : undefined,
    parts: turned ? [] : partChanges(was, is),
  };
}

function partChanges(was: SubmissionReport, is: SubmissionReport): PartChange[] {
  const [old, now] = [unitsOf(was), unitsOf(is)];
  const keys = [...new Set([...now.keys(), ...old.keys()])];
  return keys.flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    const { stem = '', name = '' } = b ?? a ?? {};
    const delta = rounded((b?.score ?? 0) - (a?.score ?? 0));
    return a?.status === b?.status && delta === 0
      ? []
      : [{ stem, name, from: a?.status, to: b?.status, delta }];
  });
}

interface Unit {
  readonly stem: string;
  readonly name: string;
  readonly status: Status;
  readonly score: number;
}

/** Everything that has a status of its own. */
function unitsOf({ stages, milestones }: SubmissionReport): Map<string, Unit> {
  const units = stages.flatMap(({ stem, functions }): Unit[] =>
    functions.map(({ name, status, score }) => ({ stem, name, status, score })),
  );
  const all = [...units, ...milestones.map((milestone) => ({ ...milestone, name: milestone.title }))];
  return new Map(all.map((unit) => [`${unit.stem} ${unit.name}`, unit]));
}

function rounded(delta: number): number {
  return Math.abs(delta) < smallest ? 0 : Math.round(delta * 100) / 100;
}

function warningsOf(before: Report, now: Report): string[] {
  const differing = [
    ['seed', before.seed, now.seed, 'hidden inputs and trainings are others'],
    ['backend', before.backend, now.backend, 'numbers may differ in the last digits'],
    ['stages', before.stages.join(', '), now.stages.join(', '), 'sums are of different stages'],
  ] as const;
  return [
    ...differing
      .filter(([, a, b]) => a !== b)
      .map(
        ([what, a, b, so]) =>
          `The ${what} differ${what === 'stages' ? '' : 's'}: ${a} before, ${b} now; ${so}.`,
      ),
    ...(before.complete
      ? []
      : ['The older grading was interrupted: whoever it had not reached counts as new.']),
    ...(now.complete ? [] : ['This grading was interrupted: whoever it has not reached counts as missing.']),
  ];
}

/** Those whose points are not what they were. */
export function moved({ both }: Changes): Change[] {
  return both.filter(({ delta }) => delta !== 0);
}

/** `3 of 120 move: 2 up, 1 down; mean +0.4; 1 new, 2 missing`. The mean is over all that are in both reports. */
export function summaryOf(changes: Changes): string {
  const { both, added, missing } = changes;
  const moving = moved(changes);
  const up = moving.filter(({ delta }) => delta > 0).length;
  const sum = both.reduce((total, { delta }) => total + delta, 0);
  const others = [
    ...(added.length > 0 ? [`${added.length} new`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
  ];
  return [
    moving.length === 0
      ? `none of ${both.length} moves`
      : `${moving.length} of ${both.length} ${moving.length === 1 ? 'moves' : 'move'}: ${up} up, ${moving.length - up} down`,
    ...(moving.length > 0 ? [`mean ${signed(sum / both.length, 1)}`] : []),
    ...(others.length > 0 ? [others.join(', ')] : []),
  ].join('; ');
}

/** `+4`, `−2.5`, `0`: with a sign, so that nobody takes it for a score. */
export function signed(delta: number, digits = 2): string {
  const size = String(Math.round(Math.abs(delta) * 10 ** digits) / 10 ** digits);
  if (size === '0') return '0';
  return `${delta > 0 ? '+' : '−'}${size}`;
}

/** `not started → passed`, with the points where they changed. */
export function partWords({ from, to, delta }: PartChange): string {
  const statuses = from === to ? (to ?? '') : `${from ?? 'not graded'} → ${to ?? 'not graded'}`;
  return delta === 0 ? statuses : `${statuses} (${signed(delta)})`;
}
