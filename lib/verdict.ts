/** From the records of tests to a status and points for each function and stage. */
import {
  claimWeights,
  type ExerciseFunction,
  partialCredit,
  type Stage,
  stageOfFunction,
  stagePoints,
} from './course';
import type { Diagnosis } from './diagnosis/diagnose';
import type { Outcome, TestRecord } from './results';

export type Status = Outcome | 'blocked';

export interface FunctionVerdict {
  readonly name: string;
  readonly status: Status;
  readonly score: number;
  readonly maxScore: number;
  /** Stem of the earlier stage that makes this function fail. */
  readonly blockedBy?: string | undefined;
  readonly records: readonly TestRecord[];
  /** The known mistakes that explain what the tests saw. */
  readonly diagnosis?: Diagnosis | undefined;
}

export interface StageVerdict {
  readonly stem: string;
  readonly status: Status;
  readonly score: number;
  readonly maxScore: number;
  readonly blockedBy?: string | undefined;
  readonly functions: readonly FunctionVerdict[];
}

/** What a test weighs within its function. */
export function weightOf({ kind }: Pick<TestRecord, 'kind'>): number {
  return claimWeights[kind];
}

/** What a test says that costs nothing: a function with advice may be right. */
export function isAdvice({ kind, outcome }: Pick<TestRecord, 'kind' | 'outcome'>): boolean {
  return claimWeights[kind] === 0 && outcome === 'failed';
}

/**
 * Judges one function by its tests. When all pass it gets its points; else at most half of them, by the weight of
 * the tests that pass: a function with a bug does not keep the points of the bug. Advice changes nothing.
 * A test that stops at a function which is still to be written says which one: this one, or an earlier one.
 */
export function judgeFunction(exercise: ExerciseFunction, records: readonly TestRecord[]): FunctionVerdict {
  const { name, points } = exercise;
  const counted = records.filter((record) => weightOf(record) > 0);
  const sum = (some: readonly TestRecord[]) => some.reduce((total, record) => total + weightOf(record), 0);
  const passed = counted.filter(({ outcome }) => outcome === 'passed');
  // With a filter on the names of tests, advice may be all that ran.
  const { status, blockedBy } = statusOf(name, counted.length > 0 ? counted : records.map(heeded));
  const score = counted.length === 0 ? 0 : roundPoints(points * shareOf(status, sum(passed) / sum(counted)));
  return { name, status, score, maxScore: points, blockedBy, records };
}

function heeded(record: TestRecord): TestRecord {
  return isAdvice(record) ? { ...record, outcome: 'passed' } : record;
}

/** The share of its points that a function gets, when this share of its tests, by weight, has passed. */
function shareOf(status: Status, passed: number): number {
  if (status === 'passed') return 1;
  // A stub has nothing to its credit, even where a test would pass without calling it.
  return status === 'not started' ? 0 : partialCredit * passed;
}

/** Judges a stage by its functions; `records` may hold those of other stages too. */
export function judgeStage(stage: Stage, records: readonly TestRecord[]): StageVerdict {
  const own = records.filter((record) => record.stage === stage.stem);
  const judge = (some: readonly TestRecord[]) =>
    stage.functions.map((exercise) =>
      judgeFunction(
        exercise,
        some.filter(({ functionName }) => functionName === exercise.name),
      ),
    );
  const right = new Set(
    judge(own.filter(({ beside }) => !beside))
      .filter(isPassed)
      .map(({ name }) => name),
  );
  return summariseStage(stage, judge(own.filter((record) => isFair(record, right))));
}

/**
 * A test may compare a function with others that the student has written. When it fails and one of those is not
 * right, it says nothing about the function: it is left out.
 */
function isFair({ outcome, beside = [] }: TestRecord, right: ReadonlySet<string>): boolean {
  return outcome === 'passed' || beside.every((name) => right.has(name));
}

function isPassed({ status }: FunctionVerdict): boolean {
  return status === 'passed';
}

/** The status of a stage follows from its functions: the worst that is the student's own doing comes first. */
export function summariseStage<F extends Omit<FunctionVerdict, 'records'>>(
  stage: Stage,
  functions: readonly F[],
) {
  const statuses = functions.map(({ status }) => status);
  const order: Status[] = ['timed out', 'crashed', 'failed', 'blocked'];
  const worst = order.find((status) => statuses.includes(status));
  const done = statuses.every((status) => status === 'passed');
  const status: Status = worst ?? (done ? 'passed' : 'not started');
  const score = roundPoints(functions.reduce((total, each) => total + each.score, 0));
  const blockedBy = status === 'blocked' ? functions.find((each) => each.blockedBy)?.blockedBy : undefined;
  return { stem: stage.stem, status, score, maxScore: stagePoints(stage), blockedBy, functions };
}

/** Points with two decimals, so that sums stay readable and the same everywhere. */
export function roundPoints(points: number): number {
  return Math.round(points * 100) / 100;
}

function statusOf(
  name: string,
  records: readonly TestRecord[],
): { status: Status; blockedBy?: string | undefined } {
  if (records.length === 0) return { status: 'not started' };
  const outcomes = records.map(({ outcome }) => outcome);
  if (outcomes.every((outcome) => outcome === 'passed')) return { status: 'passed' };
  if (records.some(({ todo }) => todo === name)) return { status: 'not started' };
  const worst = (['timed out', 'crashed', 'failed'] as const).find((outcome) => outcomes.includes(outcome));
  if (worst) return { status: worst };
  const todo = records.find((record) => record.todo)?.todo ?? '';
  const owner = stageOfFunction(todo);
  const own = stageOfFunction(name);
  if (owner && own && owner.stem !== own.stem) return { status: 'blocked', blockedBy: owner.stem };
  return { status: 'not started' };
}
