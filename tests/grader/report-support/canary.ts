/** Tests whose every word is a canary, and the three texts in which they may or may not be found. */
import { stripVTControlCharacters } from 'node:util';
import { printReport } from '../../../grader/report';
import type { SubmissionReport, TestReport } from '../../../grader/report/schema';
import { claimKinds, claimWeights } from '../../../lib/course';
import { reportOf } from './build';
import { pageOf, studentPageOf, textOf } from './render';

/** The function that the tests are of. */
export const name = 'attention';
export const canary = 'Canary';
export const numbers = '41.5926';
export const place = '(exercises/02-attention.ts:12)';

/** A hidden test that failed, but for the changes. */
export function told(changes: Partial<TestReport>): TestReport {
  const kind = changes.kind ?? 'fixture';
  return {
    title: `${canary} claim ${numbers}`,
    kind,
    hidden: true,
    outcome: 'failed',
    weight: claimWeights[kind],
    message: `threw TypeError: ${canary} fact ${numbers} ${place}`,
    hint: `${canary} cause ${numbers}`,
    ...changes,
  };
}

/** A public test that passed, without a canary. */
export const right: TestReport = {
  title: 'is right by hand',
  kind: 'example',
  hidden: false,
  outcome: 'passed',
  weight: claimWeights.example,
};

/** The student's copy, the instructor's page and the terminal in single spaces; `html` is the whole copy. */
export async function textsOf(one: SubmissionReport) {
  const html = await studentPageOf(one);
  return {
    html,
    student: textOf(html),
    instructor: textOf(await pageOf(one)),
    terminal: stripVTControlCharacters(printReport(reportOf([one]))).replace(/\s+/g, ' '),
  };
}

/** Every way in which a test does not pass. */
export const outcomes = ['failed', 'crashed', 'timed out', 'not started'] as const;

/** Every kind of test that counts, in every way in which it does not pass. */
export const cases = claimKinds
  .filter((kind) => kind !== 'advice')
  .flatMap((kind) => outcomes.map((outcome) => ({ kind, outcome })));
