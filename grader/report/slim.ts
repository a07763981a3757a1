/** What is kept in memory of a submission: enough for the class, not for its own pages. */
import type { MilestoneReport, StageReport, SubmissionReport } from './schema';

/** The full report of a submission of which the slim one is known. */
export type FullOf = (slim: SubmissionReport) => SubmissionReport;

/**
 * The same report without tests, pictures, and any text of the submission's own: some 2 kB in place of 200, whatever was
 * handed in. Tables, grades and charts of a class need nothing else.
 */
export function slimOf(full: SubmissionReport): SubmissionReport {
  return {
    ...full,
    stages: full.stages.map(slimStage),
    milestones: full.milestones.map(slimMilestone),
    pictures: {},
    written: full.written?.map(({ answer: _, ...each }) => each),
  };
}

function slimStage({ output: _, problem: __, ...stage }: StageReport): StageReport {
  const functions = stage.functions.map(({ diagnosis: _, ...each }) => ({ ...each, tests: [] }));
  return { ...stage, functions };
}

function slimMilestone({ controls: _, checks: __, ...milestone }: MilestoneReport): MilestoneReport {
  return { ...milestone, sentence: '', positions: [], history: [] };
}
