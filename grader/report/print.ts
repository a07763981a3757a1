/** The report on a terminal, at most 100 columns wide. */
import chalk from 'chalk';
import { cleanLine } from './clean';
import { classFigures } from './figures';
import { details } from './print-details';
import { classTable } from './print-tables';
import type { Report, SubmissionReport } from './schema';
import { truncate, wrap } from './terminal-text';
import { byName, formatPercent, formatPoints, interruption, isolationWarning, plural } from './wording';

/** Everything printed fits this many columns. */
export const terminalColumns = 100;

/**
 * The report as text: for one submission its stages, root causes and failed tests; for a class a table with one
 * line each. Colours only where chalk finds a terminal that shows them, and a sign beside each of them.
 *
 * @param options - `verbose`: the details of every submission of a class, and what the code printed
 */
export function printReport(report: Report, options: { verbose?: boolean } = {}): string {
  const { verbose = false } = options;
  const submissions = byName(report.submissions);
  const [only] = submissions;
  const unfinished = interruption(report);
  const warning = isolationWarning(report);
  const parts = [
    ...(only && submissions.length === 1 ? [single(only, verbose)] : [classTable(report, terminalColumns)]),
    ...(submissions.length > 1 && verbose ? submissions.map((submission) => single(submission, true)) : []),
    ...(submissions.length > 1 ? [summary(report)] : []),
    ...(unfinished ? [chalk.yellow(`! ${unfinished}`)] : []),
    ...(warning ? [chalk.red(wrap(`! ${warning}`, terminalColumns))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
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
