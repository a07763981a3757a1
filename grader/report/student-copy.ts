/**
 * What a student may have of a report: a copy in which nothing of a hidden test is left. It lists what goes in; what
 * is not listed stays with the instructor.
 */
import { reversalMilestone } from '../../lib/course';
import { crashWords, withoutHidden } from './hidden';
import type { FunctionReport, MilestoneReport, StageReport, SubmissionReport } from './schema';
import { graderFault } from './wording';

/**
 * The submission as its student reads it. What the code printed is left out: it sees the hidden inputs and may have
 * printed them.
 */
export function studentCopy(submission: SubmissionReport): SubmissionReport {
  const { name, source, status, problem, notes, score, maxScore, stages, milestones, pictures } = submission;
  const { written, notebooks } = submission;
  const { positionalEncoding, attentionPattern, influence } = pictures;
  return {
    name,
    source,
    status,
    problem: problem === undefined ? undefined : problemWords(problem, source),
    notes,
    score,
    maxScore,
    stages: stages.map(copyOfStage),
    milestones: milestones.map(copyOfMilestone),
    pictures: { positionalEncoding, attentionPattern, influence },
    notebooks,
    written: written?.map(({ id, stem, status }) => ({ id, stem, status })),
  };
}

/** For what a student reads first: the diagnosis waits in the steps below the failures. */
export function withoutDiagnosis(copy: SubmissionReport): SubmissionReport {
  const stages = copy.stages.map((stage) => ({
    ...stage,
    functions: stage.functions.map(({ diagnosis: _, ...rest }) => rest),
  }));
  return { ...copy, stages };
}

function copyOfStage(stage: StageReport): StageReport {
  const { stem, title, status, score, maxScore, blockedBy, problem, functions } = stage;
  return {
    stem,
    title,
    status,
    score,
    maxScore,
    blockedBy,
    problem,
    functions: functions.map(copyOfFunction),
  };
}

function copyOfFunction(exercise: FunctionReport): FunctionReport {
  const { name, status, score, maxScore, blockedBy, followThrough, diagnosis, tests } = exercise;
  return {
    name,
    status,
    score,
    maxScore,
    blockedBy,
    followThrough,
    diagnosis,
    tests: withoutHidden(tests),
  };
}

/**
 * How it was checked is for the instructor. A crash quotes what the code has thrown, perhaps with inputs in it.
 */
function copyOfMilestone({ resemblance: _, ...milestone }: MilestoneReport): MilestoneReport {
  if (milestone.status !== 'crashed') return milestone;
  const words = crashWords(milestone.sentence.replace(/^[^:]*: /, ''));
  return {
    ...milestone,
    sentence: `The model could not be trained: ${words}. ${commandOf(milestone.stem)} shows all of it.`,
  };
}

/** What a student types to train the same. */
function commandOf(stem: string): string {
  return stem === reversalMilestone.stem ? 'npm run reversal' : `npm run milestone -- ${stem}`;
}

/** Without the folders that the instructor keeps submissions in, and without the inside of the grader. */
function problemWords(problem: string, source: string): string {
  if (problem.startsWith(graderFault)) return `It ${graderFault}, not of yours. It has to be graded again.`;
  const start = problem.indexOf(`${source} `);
  return start > 0 ? problem.slice(start) : problem;
}
