/**
 * Follow-through: a stage that fails with the student's own earlier stages was tested again on the reference for
 * them. From both runs follow the status and the points of each function.
 */
import type { Stage } from '../../lib/course';
import { diagnosed } from '../../lib/diagnosis/diagnose';
import type { TestRecord } from '../../lib/results';
import { earlierStageAtFault } from '../../lib/runner/blame';
import type { Sources } from '../../lib/runner/reach';
import {
  type FunctionVerdict,
  judgeStage,
  type StageVerdict,
  summariseStage,
  weightOf,
} from '../../lib/verdict';
import type { FunctionReport, StageReport } from '../report/schema';

/** The two runs of a stage. */
export interface StageRuns {
  readonly stage: Stage;
  /** On the student's own earlier stages. */
  readonly own: StageVerdict;
  /** On the reference for the earlier stages; absent when there was no reason to test again. */
  readonly onReference?: StageVerdict | undefined;
  /** Earlier stages that this one imports. */
  readonly uses: readonly string[];
  /** Why the student's file cannot be loaded. */
  readonly problem?: string | undefined;
}

/**
 * Whether a stage has to be tested again: something in it fails that the student has written, and something in
 * the earlier stages that it imports is not right.
 */
export function needsFollowThrough(
  own: StageVerdict,
  uses: readonly string[],
  wrongStages: ReadonlySet<string>,
): boolean {
  const fails = own.functions.some(({ status }) => status !== 'passed' && status !== 'not started');
  return fails && uses.some((stem) => wrongStages.has(stem));
}

/** The row of a stage in the report. */
export function combineRuns(
  runs: StageRuns,
  isWrong: (name: string) => boolean,
  wrongStages: ReadonlySet<string>,
  sources: Sources,
): StageReport {
  const { stage, own, onReference, uses, problem } = runs;
  const functions = own.functions.map((verdict, index): FunctionReport => {
    const again = onReference?.functions[index];
    if (!again || again.score < verdict.score || verdict.status === 'passed') return report(verdict, false);
    const culprit =
      earlierStageAtFault(stage.stem, verdict.name, isWrong, sources) ??
      uses.find((stem) => wrongStages.has(stem));
    if (again.status !== 'passed') return report(again, again.score > verdict.score);
    return { ...report(again, true), status: 'blocked', blockedBy: culprit };
  });
  const { stem, status, score, maxScore, blockedBy } = summariseStage(stage, functions);
  return { stem, title: stage.title, status, score, maxScore, blockedBy, problem, functions };
}

function report(verdict: FunctionVerdict, followThrough: boolean): FunctionReport {
  const { name, status, score, maxScore, blockedBy, records, diagnosis } = verdict;
  const mistakes = diagnosis?.map((each) => ({ ...each }));
  return {
    name,
    status,
    score,
    maxScore,
    blockedBy,
    followThrough,
    diagnosis: mistakes,
    tests: records.map(testOf),
  };
}

function testOf(record: TestRecord) {
  const { title, kind, hidden, outcome, message, hint } = record;
  return { title, kind, hidden, outcome, weight: weightOf(record), message, hint };
}

/** The verdicts of all stages of one run. */
export function judgeStages(stages: readonly Stage[], records: readonly TestRecord[]): StageVerdict[] {
  return stages.map((stage) => diagnosed(judgeStage(stage, records)));
}
