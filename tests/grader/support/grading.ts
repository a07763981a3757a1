/** Grades a small class in this process, as the command does. */

import { fullResult, gradeClass } from '../../../grader/grade-class';
import type { Candidate } from '../../../grader/intake/submission';
import type { SubmissionReport } from '../../../grader/report/schema';
import { isolation } from './isolation';

/** @param results - an empty folder */
export async function gradeStages(
  candidates: readonly Candidate[],
  stems: readonly string[],
  results: string,
): Promise<SubmissionReport[]> {
  const plan = { stems, milestones: [], seed: 3, backend: 'cpu', isolation, jobs: 1, results } as const;
  const { rows } = await gradeClass(candidates, plan);
  return rows.map((row) => fullResult(row, results));
}
