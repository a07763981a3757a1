/** The row of the reversal in the report. */
import { reversalMilestone, stageOfFunction } from '../../lib/course';
import { isTodo } from '../../lib/todo';
import type { ReversalGrading } from '../criteria/reversal';
import type { MilestoneReport, Status } from '../report/schema';
import { SubjectError } from '../subject/client';

/** What came of one attempt: a verdict, or the reason why there is none. */
export type Attempt = { readonly grading: ReversalGrading } | { readonly error: unknown };

export function passed(attempt: Attempt): boolean {
  return 'grading' in attempt && attempt.grading.verdict.passed;
}

/** The attempt as it stands, without points for what an earlier stage is to blame for. */
export function milestoneOf(attempt: Attempt): MilestoneReport {
  return 'grading' in attempt ? judged(attempt.grading) : withoutVerdict(attempt.error);
}

/** The attempt on the reference for the earlier stages, which passed where the student's own stages did not. */
export function followedThrough(attempt: Attempt, blockedBy: string | undefined): MilestoneReport {
  return { ...milestoneOf(attempt), status: 'blocked', followThrough: true, blockedBy };
}

const base = {
  stem: reversalMilestone.stem,
  title: reversalMilestone.title,
  maxScore: reversalMilestone.points,
  followThrough: false,
};

function judged({ verdict, resemblance, history }: ReversalGrading): MilestoneReport {
  const { passed: learned, positions, controls, ...numbers } = verdict;
  return {
    ...base,
    status: learned ? 'passed' : 'failed',
    score: learned ? reversalMilestone.points : 0,
    ...numbers,
    resemblance,
    controls: [...controls],
    positions: [...positions],
    history: [...history],
  };
}

function withoutVerdict(error: unknown): MilestoneReport {
  const { status, reason, sentence, blockedBy } = explain(error);
  return { ...base, status, score: 0, reason, sentence, blockedBy, positions: [], history: [] };
}

function explain(error: unknown): {
  status: Status;
  reason: string;
  sentence: string;
  blockedBy?: string | undefined;
} {
  if (isTodo(error)) {
    const owner = stageOfFunction(error.exercise)?.stem;
    const own = owner === undefined || owner === reversalMilestone.trains;
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
