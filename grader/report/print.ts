/** The report on a terminal, at most 100 columns wide. */
import chalk from 'chalk';
import { cleanLine } from '../clean';
import { classFigures } from './figures';
import { details } from './print-details';
import { classTable } from './print-tables';
import type { Report, SubmissionReport } from './schema';
import type { FullOf } from './slim';
import { truncate, wrap } from './terminal-text';
import { byName, formatPercent, formatPoints, interruption, isolationWarning, plural } from './wording';

/** Everything printed fits this many columns. */
export const terminalColumns = 100;

interface PrintOptions {
  /** The details of every submission of a class, and what the code printed. */
  readonly verbose?: boolean;
  /** Gives the full report of a submission of which the report holds the slim one; asked one at a time. */
  readonly fullOf?: FullOf;
}

/**
 * The report as text, piece by piece: for one submission its stages, root causes and failed tests; for a class a table
 * with one line each. Colours only where chalk finds a terminal that shows them, and a sign beside each of them.
 */
export function* reportPieces(report: Report, options: PrintOptions = {}): Generator<string> {
  const { verbose = false, fullOf = (same: SubmissionReport) => same } = options;
  const submissions = byName(report.submissions);
  const isClass = submissions.length !== 1;
  if (isClass) yield `${classTable(report, terminalColumns)}\n`;
  if (!isClass || verbose) for (const each of submissions) yield `${single(fullOf(each), verbose)}\n`;
  if (submissions.length > 1) yield `${summary(report)}\n`;
  const unfinished = interruption(report);
  if (unfinished) yield chalk.yellow(`! ${unfinished}\n`);
  const warning = isolationWarning(report);
  if (warning) yield `${chalk.red(wrap(`! ${warning}`, terminalColumns))}\n`;
}

/** The same as one text. */
export function printReport(report: Report, options: PrintOptions = {}): string {
  return [...reportPieces(report, options)].join('\n');
}

function single(submission: SubmissionReport, verbose: boolean): string {
  const { score, maxScore } = submission;
  const result =
    submission.status === 'rejected'
      ? 'rejected'
      : `${formatPoints(score)} of ${formatPoints(maxScore)} points (${formatPercent(score, maxScore)})`;
  const name = truncate(cleanLine(submission.name), terminalColumns - result.length - 2);
  return [`${chalk.bold(name)}  ${result}`, ...details(submission, terminalColumns, verbose)].join('\n\n');
}

function summary(report: Report): string {
  const { submissions, rejected, complete, mean, median } = classFigures(report);
  const parts = [
    plural(submissions, 'submission'),
    ...(mean === undefined || median === undefined
      ? []
      : [`mean ${mean.toFixed(1)}%`, `median ${median.toFixed(1)}%`, `${complete} with every point`]),
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
  ];
  return wrap(parts.join(' · '), terminalColumns);
}
