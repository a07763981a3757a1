/** `grades.csv`: one line for each submission, to be read by a spreadsheet or a gradebook. */
import { stringify } from 'csv-stringify/sync';
import { cleanLine } from '../clean';
import type { Report, SubmissionReport } from './schema';
import { byName, columnsOf, notebookLine, notIsolated, partsOf, percent } from './wording';

/**
 * The grades in CSV (UTF-8, no byte order mark, lines end in `\n`). Names that a spreadsheet would take for a
 * formula get an apostrophe in front; numbers are plain, with at most two decimals.
 */
export function gradesCsv(report: Report): string {
  const stems = columnsOf(report).map(({ stem }) => stem);
  const extra = papers.filter(({ isIn }) => report.submissions.some(isIn));
  const header = ['submission', 'score', 'max_score', 'percent', ...stems, 'status', 'problem', 'isolation'];
  const rows = byName(report.submissions).map((submission) => [
    ...row(submission, stems),
    report.isolation === 'none' ? notIsolated : report.isolation,
    ...extra.map(({ cell }) => cell(submission)),
  ]);
  return stringify([[...header, ...extra.map(({ head }) => head)], ...rows], { escape_formulas: true });
}

/** Columns that are there when somebody in the class handed in what they are about. None of it is part of the score. */
const papers = [
  {
    head: 'written_answered',
    isIn: ({ written }: SubmissionReport) => written !== undefined,
    cell: ({ written }: SubmissionReport) =>
      written?.filter(({ status }) => status === 'answered').length ?? '',
  },
  ...(['yes', 'no', 'open'] as const).map((credit) => ({
    head: `notebooks_${credit === 'yes' ? 'credited' : credit}`,
    isIn: ({ notebooks }: SubmissionReport) => notebooks !== undefined,
    cell: ({ notebooks }: SubmissionReport) =>
      notebooks?.filter((each) => each.credit === credit).length ?? '',
  })),
  {
    head: 'notebooks',
    isIn: ({ notebooks }: SubmissionReport) => notebooks !== undefined,
    cell: (submission: SubmissionReport) => notebookLine(submission) ?? '',
  },
];

function row(submission: SubmissionReport, stems: readonly string[]): (string | number)[] {
  const { name, score, maxScore, status, problem } = submission;
  const scores = new Map(partsOf(submission).map((part) => [part.stem, round(part.score)]));
  const perStage = stems.map((stem) => scores.get(stem) ?? '');
  const share = round(percent(score, maxScore));
  return [
    cleanLine(name),
    round(score),
    round(maxScore),
    share,
    ...perStage,
    status,
    cleanLine(problem ?? ''),
  ];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
