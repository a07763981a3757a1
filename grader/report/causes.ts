/** Which of a student's functions to look at first: what is wrong or missing in itself, not through another. */
import { diagnosisFact } from '../../lib/diagnosis/wording';
import type { FunctionReport, MilestoneReport, StageReport, SubmissionReport, TestReport } from './schema';

export interface RootCause {
  /** The stage, or a milestone. */
  readonly stage: Pick<StageReport, 'stem' | 'title'>;
  /** The functions to look at; none when it is the file as a whole, or a milestone. */
  readonly functions: readonly FunctionReport[];
  readonly status: StageReport['status'];
  /** What was observed, in one sentence. */
  readonly fact: string | undefined;
  /** What is likely to be the cause. */
  readonly hint: string | undefined;
  /** Points not given for it. */
  readonly lost: number;
}

/** What blocks later stages, and what it did to them. */
export interface Consequence {
  readonly stem: string;
  /** The points were given all the same, on the reference. */
  readonly credited: boolean;
}

/**
 * The root causes of a submission in the order of the course. A function that fails only because of an earlier
 * stage is not among them; a milestone only when nothing else is. What is not started comes last, once for
 * each stage: it is no mistake.
 */
export function rootCauses({ stages, milestones }: SubmissionReport): RootCause[] {
  const causes = stages.flatMap((stage) =>
    stage.problem ? [ofFile(stage, stage.problem)] : ofFunctions(stage),
  );
  if (causes.length === 0) return milestones.flatMap(ofMilestone);
  const started = causes.filter(({ status }) => status !== 'not started');
  return [...started, ...causes.filter(({ status }) => status === 'not started')];
}

function ofFile(stage: StageReport, problem: string): RootCause {
  const { status, score, maxScore } = stage;
  return { stage, functions: [], status, fact: problem, hint: undefined, lost: maxScore - score };
}

function ofMilestone(milestone: MilestoneReport): RootCause[] {
  const { status, score, maxScore, sentence } = milestone;
  if (status === 'passed' || status === 'blocked') return [];
  return [
    {
      stage: milestone,
      functions: [],
      status,
      fact: sentence,
      hint: undefined,
      lost: maxScore - score,
    },
  ];
}

function ofFunctions(stage: StageReport): RootCause[] {
  const guilty = stage.functions.filter(
    ({ status }) => status !== 'passed' && status !== 'blocked' && status !== 'not started',
  );
  const causes = guilty.map((exercise): RootCause => {
    const { fact, hint } = explanation(exercise);
    return { stage, functions: [exercise], status: exercise.status, fact, hint, lost: lostBy([exercise]) };
  });
  const functions = stage.functions.filter(({ status }) => status === 'not started');
  if (functions.length === 0) return causes;
  const toWrite = { stage, functions, status: 'not started', fact: undefined, hint: undefined } as const;
  return [...causes, { ...toWrite, lost: lostBy(functions) }];
}

function lostBy(functions: readonly FunctionReport[]): number {
  return functions.reduce((sum, { score, maxScore }) => sum + maxScore - score, 0);
}

/** A known mistake explains more than any single test. */
function explanation({ name, diagnosis, status, tests }: FunctionReport): Pick<RootCause, 'fact' | 'hint'> {
  if (diagnosis) return { fact: diagnosisFact(diagnosis, name), hint: undefined };
  const counted = tests.filter(({ weight }) => weight > 0);
  const { message: fact, hint } = mostTelling(status, counted) ?? {};
  return { fact, hint };
}

/** The first failure of the kind that gave the status, one with a hint if there is any. */
function mostTelling(status: FunctionReport['status'], tests: readonly TestReport[]): TestReport | undefined {
  const failures = tests.filter(({ outcome }) => outcome === status);
  return (
    failures.find(({ hint }) => hint !== undefined) ??
    failures[0] ??
    tests.find(({ outcome }) => outcome !== 'passed')
  );
}

/** The later stages and the milestones that could not be tested on the student's own `stem`. */
export function consequences(stem: string, { stages, milestones }: SubmissionReport): Consequence[] {
  const later = stages
    .filter((stage) => stage.stem !== stem)
    .flatMap((stage) => {
      const touched = stage.functions.filter(({ blockedBy }) => (blockedBy ?? stage.blockedBy) === stem);
      const hit = touched.length > 0 || stage.blockedBy === stem;
      return hit ? [{ stem: stage.stem, credited: touched.some(({ followThrough }) => followThrough) }] : [];
    });
  const trained = milestones
    .filter(({ blockedBy }) => blockedBy === stem)
    .map((milestone) => ({ stem: milestone.stem, credited: milestone.followThrough }));
  return [...later, ...trained];
}

/** The heading above root causes: mistakes come before what is still to be written. */
export function causesTitle(causes: readonly RootCause[]): string {
  return causes.every(({ status }) => status === 'not started') ? 'What to write next' : 'What to fix first';
}
