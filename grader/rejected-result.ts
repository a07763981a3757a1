import { reversalMilestone, stagePoints, stages } from '../lib/course';
import type { GradingPlan } from './grade-submission';
import type { Rejection } from './intake/submission';
import type { SubmissionReport } from './report/schema';

/** The row of something that could not be taken in, or that the grader itself failed at. */
export function rejectedResult(
  { name, source, problem }: Rejection,
  { stems, milestone }: Pick<GradingPlan, 'stems' | 'milestone'>,
): SubmissionReport {
  const asked = stages.filter(({ stem }) => stems.includes(stem));
  const all = asked.reduce((sum, stage) => sum + stagePoints(stage), 0);
  const maxScore = all + (milestone ? reversalMilestone.points : 0);
  return {
    name,
    source,
    status: 'rejected',
    problem,
    notes: [],
    score: 0,
    maxScore,
    stages: [],
    pictures: {},
  };
}
