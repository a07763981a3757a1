/** The row of a milestone in the report. */
import { type Milestone, milestoneOf, reversalMilestone, stageOfFunction } from '../../lib/course';
import { isTodo } from '../../lib/todo';
import type { LanguageModelGrading } from '../criteria/language-model';
import type { ReversalGrading } from '../criteria/reversal';
import type { MilestoneReport, Status } from '../report/schema';
import { SubjectError } from '../subject/client';

/** What came of one attempt: a verdict, or the reason why there is none. */
export type Attempt =
  | { readonly grading: ReversalGrading }
  | { readonly stem: string; readonly languageModel: LanguageModelGrading }
  | { readonly stem?: string | undefined; readonly error: unknown };

export function passed(attempt: Attempt): boolean {
  if ('grading' in attempt) return attempt.grading.verdict.passed;
  return 'languageModel' in attempt && attempt.languageModel.verdict.passed;
}

/** Whether there was something to judge, whichever stage spoiled it. */
export function judged(attempt: Attempt): boolean {
  return !('error' in attempt);
}

/** The attempt as it stands, without points for what an earlier stage is to blame for. */
export function rowOf(attempt: Attempt): MilestoneReport {
  if ('grading' in attempt) return rowOfReversal(attempt.grading);
  if ('languageModel' in attempt) return rowOfLanguageModel(milestoneOf(attempt.stem), attempt.languageModel);
  return withoutVerdict(milestoneOf(attempt.stem ?? reversalMilestone.stem), attempt.error);
}

/** The attempt on the reference for the earlier stages, which passed where the student's own stages did not. */
export function followedThrough(attempt: Attempt, blockedBy: string | undefined): MilestoneReport {
  return { ...rowOf(attempt), status: 'blocked', followThrough: true, blockedBy };
}

function base({ stem, title, points }: Milestone) {
  return { stem, title, maxScore: points, followThrough: false };
}

/** Status and points: all, or none. */
function outcome({ points }: Milestone, learned: boolean): Pick<MilestoneReport, 'status' | 'score'> {
  return learned ? { status: 'passed', score: points } : { status: 'failed', score: 0 };
}

function rowOfReversal({ verdict, resemblance, history }: ReversalGrading): MilestoneReport {
  const { passed: learned, positions, controls, ...numbers } = verdict;
  return {
    ...base(reversalMilestone),
    ...outcome(reversalMilestone, learned),
    ...numbers,
    resemblance,
    controls: [...controls],
    positions: [...positions],
    history: [...history],
  };
}

function rowOfLanguageModel(
  milestone: Milestone,
  { verdict, resemblance, history }: LanguageModelGrading,
): MilestoneReport {
  const {
    passed: learned,
    reason,
    sentence,
    statements,
    controls,
    losses,
    tooGood,
    leaking,
    checks,
  } = verdict;
  return {
    ...base(milestone),
    ...outcome(milestone, learned),
    reason,
    sentence,
    resemblance,
    statements: [...statements],
    controls: [...controls],
    losses: losses.map(({ name, loss }) => ({ name, loss: finite(loss) })),
    tooGood: [...tooGood],
    leaking: [...leaking],
    checks: [...checks],
    positions: [],
    history: history.map(({ step, loss }) => ({ step, loss: finite(loss) })),
  };
}

/** JSON has no other numbers. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function withoutVerdict(milestone: Milestone, error: unknown): MilestoneReport {
  const { status, reason, sentence, blockedBy } = explain(milestone, error);
  return { ...base(milestone), status, score: 0, reason, sentence, blockedBy, positions: [], history: [] };
}

function explain(
  milestone: Milestone,
  error: unknown,
): {
  status: Status;
  reason: string;
  sentence: string;
  blockedBy?: string | undefined;
} {
  if (isTodo(error)) {
    const owner = stageOfFunction(error.exercise)?.stem;
    const own = owner === undefined || owner === milestone.trains;
    return {
      status: own ? 'not started' : 'blocked',
      reason: 'not started',
      sentence: `There is no model to train yet: ${error.exercise} is not written.`,
      blockedBy: own ? undefined : owner,
    };
  }
  const { message } = error as Error;
  const late = error instanceof SubjectError && error.failure === 'timeout';
  const status = late ? 'timed out' : 'crashed';
  return { status, reason: status, sentence: `The model could not be trained: ${message}.` };
}
