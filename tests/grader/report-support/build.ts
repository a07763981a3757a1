/** Builds reports such as the grader writes: the stages and points of the course, the tests made up. */

import type {
  FunctionReport,
  MilestoneReport,
  Report,
  StageReport,
  SubmissionReport,
  TestReport,
} from '../../../grader/report/schema';
import { reportVersion } from '../../../grader/report/schema';
import { claimWeights, reversalMilestone, type Stage, stagesOf, trackPoints } from '../../../lib/course';
import { pictures } from './numbers';
import { reversalVerdictOf } from './verdicts';

/** What is different from a function that passes. */
export type Deviation = Partial<Pick<FunctionReport, 'status' | 'blockedBy' | 'followThrough'>> & {
  /** The tests that do not pass, by their place among the five. */
  readonly failing?: readonly number[];
  readonly message?: string;
  readonly hint?: string;
  /** What it is told that costs no points. */
  readonly advice?: string;
};

/** Deviations by the name of the function. */
export type Plan = Readonly<Record<string, Deviation>>;

const claims = ['shape', 'example', 'property', 'fixture', 'property'] as const;

function testsOf(name: string, { failing = [], status = 'failed', message, hint }: Deviation): TestReport[] {
  const words = {
    shape: 'has the right shape',
    example: 'is right on an example by hand',
    property: 'holds a property',
    fixture: 'equals the numbers of PyTorch',
  };
  return claims.map((kind, index) => {
    const bad = failing.includes(index);
    const outcome = !bad ? 'passed' : status === 'blocked' || status === 'passed' ? 'failed' : status;
    return {
      title: `${name} ${words[kind]}${index === 4 ? ' for other sizes' : ''}`,
      kind,
      hidden: index === 4,
      outcome,
      weight: claimWeights[kind],
      ...(bad && message ? { message } : {}),
      ...(bad && hint ? { hint } : {}),
    };
  });
}

function adviceOf({ advice: message }: Deviation): TestReport[] {
  if (!message) return [];
  const told = { title: 'keeps no tensor', hidden: false, outcome: 'failed', weight: 0, message } as const;
  return [{ ...told, kind: 'advice' }];
}

function functionOf({ name, points }: Stage['functions'][number], plan: Plan): FunctionReport {
  const deviation = plan[name] ?? {};
  const tests = [...testsOf(name, deviation), ...adviceOf(deviation)];
  const [all, passed] = [tests, tests.filter(({ outcome }) => outcome === 'passed')].map((some) =>
    some.reduce((sum, { weight }) => sum + weight, 0),
  ) as [number, number];
  const { status = 'passed', blockedBy, followThrough = false } = deviation;
  const score = (points * passed) / all;
  return { name, status, score, maxScore: points, ...(blockedBy ? { blockedBy } : {}), followThrough, tests };
}

function stageOf(stage: Stage, plan: Plan): StageReport {
  const functions = stage.functions.map((exercise) => functionOf(exercise, plan));
  const sum = (field: 'score' | 'maxScore') =>
    functions.reduce((total, exercise) => total + exercise[field], 0);
  const worst = ['crashed', 'timed out', 'failed', 'not started', 'blocked', 'passed'] as const;
  const status =
    worst.find((candidate) => functions.some((exercise) => exercise.status === candidate)) ?? 'passed';
  const blockedBy = functions.find((exercise) => exercise.status === 'blocked')?.blockedBy;
  return {
    stem: stage.stem,
    title: stage.title,
    status,
    score: sum('score'),
    maxScore: sum('maxScore'),
    ...(status === 'blocked' && blockedBy ? { blockedBy } : {}),
    functions,
  };
}

/** A graded submission: full marks, but for what `plan` and `changes` say. */
export function submission(
  name: string,
  plan: Plan = {},
  changes: { milestone?: MilestoneReport; pictures?: SubmissionReport['pictures']; notes?: string[] } = {},
): SubmissionReport {
  const { milestone = reversalVerdictOf('learned'), notes = [] } = changes;
  const graded = stagesOf('core').map((stage) => stageOf(stage, plan));
  return {
    name,
    source: `${name}.zip`,
    status: 'graded',
    notes,
    score: graded.reduce((sum, { score }) => sum + score, 0) + milestone.score,
    maxScore: trackPoints('core'),
    stages: graded,
    milestones: [milestone],
    pictures: changes.pictures ?? pictures(),
  };
}

/** A submission that could not be graded. */
export function rejected(name: string, problem: string): SubmissionReport {
  return {
    name,
    source: `${name}.zip`,
    status: 'rejected',
    problem,
    notes: [],
    score: 0,
    maxScore: trackPoints('core'),
    stages: [],
    milestones: [],
    pictures: {},
  };
}

/** A complete report on some submissions, at a fixed time. */
export function reportOf(submissions: SubmissionReport[], changes: Partial<Report> = {}): Report {
  return {
    version: reportVersion,
    gradedAt: '2025-03-14T15:09:26Z',
    seed: 7,
    backend: 'wasm',
    isolation: 'bubblewrap',
    versions: { homework: '0.1.0', node: '20.20.2', tfjs: '4.22.0' },
    stages: [...stagesOf('core').map(({ stem }) => stem), reversalMilestone.stem],
    complete: true,
    planned: submissions.length,
    submissions,
    ...changes,
  };
}

/** Full marks without pictures, but for one function. */
export function withFunction(name: string, changes: Partial<FunctionReport>): SubmissionReport {
  const built = submission('Ada', {}, { milestone: reversalVerdictOf('not started'), pictures: {} });
  const graded = built.stages.map((stage) => ({
    ...stage,
    functions: stage.functions.map((each) => (each.name === name ? { ...each, ...changes } : each)),
  }));
  return { ...built, stages: graded };
}
