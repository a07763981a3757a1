import { milestoneOf, stagePoints, stages } from '../lib/course';
import type { GradingPlan } from './grade-submission';
import type { Rejection } from './intake/submission';
import type { SubmissionReport } from './report/schema';

/** The row of something that could not be taken in, or that the grader itself failed at. */
export function rejectedResult(
  { name, source, problem }: Rejection,
  { stems, milestones }: Pick<GradingPlan, 'stems' | 'milestones'>,
): SubmissionReport {
  const asked = stages.filter(({ stem }) => stems.includes(stem));
  const all = asked.reduce((sum, stage) => sum + stagePoints(stage), 0);
  const maxScore = milestones.reduce((sum, stem) => sum + milestoneOf(stem).points, all);
  return {
    name,
    source,
    status: 'rejected',
    problem,
    notes: [],
    score: 0,
    maxScore,
    stages: [],
    milestones: [],
    pictures: {},
  };
}
