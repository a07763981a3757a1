/** Figures of a class: what an instructor asks first. */
import { mean, median } from '../../lib/statistics/middle';
import type { FunctionReport, Report, Status, SubmissionReport } from './schema';
import { type Column, columnsOf, partsOf, percent } from './wording';

export interface ClassFigures {
  readonly submissions: number;
  readonly graded: number;
  readonly rejected: number;
  /** Graded submissions with every point. */
  readonly complete: number;
  /** Of the graded submissions, in percent; undefined when there is none. */
  readonly mean: number | undefined;
  readonly median: number | undefined;
  /** Every graded submission in percent, as they come. */
  readonly scores: readonly number[];
  readonly columns: readonly ColumnFigures[];
  readonly functions: readonly FunctionFigures[];
}

export interface ColumnFigures extends Column {
  /** Graded submissions that passed it. */
  readonly passed: number;
  /** Mean points of the graded submissions. */
  readonly mean: number;
}

/** How the class did on one function, or on a milestone. */
export interface FunctionFigures {
  readonly stem: string;
  readonly name: string;
  readonly counts: Readonly<Partial<Record<Status, number>>>;
}

/** Counts and averages over the graded submissions; rejected ones are counted and left out. */
export function classFigures(report: Report): ClassFigures {
  const graded = report.submissions.filter(({ status }) => status === 'graded');
  const scores = graded.map(({ score, maxScore }) => percent(score, maxScore));
  return {
    submissions: report.submissions.length,
    graded: graded.length,
    rejected: report.submissions.length - graded.length,
    complete: graded.filter(({ score, maxScore }) => maxScore > 0 && score >= maxScore).length,
    mean: mean(scores),
    median: median(scores),
    scores,
    columns: columnsOf(report).map((column) => columnFigures(column, graded)),
    functions: functionFigures(graded),
  };
}

function columnFigures(column: Column, graded: readonly SubmissionReport[]): ColumnFigures {
  const parts = graded.flatMap(partsOf).filter(({ stem }) => stem === column.stem);
  return {
    ...column,
    passed: parts.filter(({ status }) => status === 'passed').length,
    mean: mean(parts.map(({ score }) => score)) ?? 0,
  };
}

function functionFigures(graded: readonly SubmissionReport[]): FunctionFigures[] {
  const figures = new Map<string, { stem: string; name: string; counts: Partial<Record<Status, number>> }>();
  for (const { stem, name, status } of graded.flatMap(unitsOf)) {
    const key = `${stem} ${name}`;
    const entry = figures.get(key) ?? { stem, name, counts: {} };
    entry.counts[status] = (entry.counts[status] ?? 0) + 1;
    figures.set(key, entry);
  }
  return [...figures.values()].sort((a, b) => order(a.stem) - order(b.stem) || a.stem.localeCompare(b.stem));
}

/** Numbered stages first. Within a stage the functions stay in the order of the course. */
function order(stem: string): number {
  return /^\d\d-/.test(stem) ? Number(stem.slice(0, 2)) : 100;
}

function unitsOf({
  stages,
  milestones,
}: SubmissionReport): (Pick<FunctionReport, 'name' | 'status'> & { stem: string })[] {
  const units = stages.flatMap(({ stem, functions }) =>
    functions.map(({ name, status }) => ({ stem, name, status })),
  );
  return [...units, ...milestones.map(({ stem, title, status }) => ({ stem, name: title, status }))];
}
