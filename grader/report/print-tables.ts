/** The two tables of the terminal: a class by stages, and one submission by stages. */
import chalk, { type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { cleanLine } from '../clean';
import type { Report, Status, SubmissionReport } from './schema';
import { columnsOfText, truncate } from './terminal-text';
import {
  byName,
  type Column,
  columnsOf,
  formatPercent,
  formatPoints,
  partsOf,
  shortName,
  stageLabel,
  statusSigns,
  statusWords,
} from './wording';

const colours: Readonly<Record<Status, ChalkInstance>> = {
  passed: chalk.green,
  failed: chalk.red,
  crashed: chalk.red,
  'timed out': chalk.red,
  blocked: chalk.yellow,
  'not started': chalk.dim,
};

/** The colour of a status; the caller adds its sign or its word. */
export function paint(status: Status, text: string): string {
  return colours[status](text);
}

/** Only a line under the head: the eye follows the rows. */
const lines = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right'].flatMap((side) => [
      [side, ''],
      [`${side}-mid`, ''],
      [`${side}-left`, ''],
      [`${side}-right`, ''],
    ]),
  ),
  mid: '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
  middle: '',
};
const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 };
const padding = style['padding-left'] + style['padding-right'];
const shortestName = 16;
const longestName = 40;

/** One row for each submission: a sign and the points of each stage, and the sum. */
export function classTable(report: Report, columns: number): string {
  const stages = columnsOf(report);
  const submissions = byName(report.submissions);
  const plan = planClass(submissions, stages, columns);
  const table = new Table({
    chars: lines,
    style,
    colAligns: ['left', ...stages.map(() => 'left' as const), 'right'],
  });
  table.push(
    ['Submission', ...plan.heads, 'Total'].map((head) => chalk.bold(head)),
    ...submissions.map((submission) => classRow(submission, stages, plan)),
  );
  return trimLines(table.toString());
}

interface ClassPlan {
  readonly nameWidth: number;
  readonly heads: readonly string[];
  readonly cell: (status: Status, score: number) => string;
  /** Room for a sentence in place of the stages. */
  readonly stagesWidth: number;
}

/** Shows signs with points if the names still have room then, signs alone if not. */
function planClass(
  submissions: readonly SubmissionReport[],
  stages: readonly Column[],
  columns: number,
): ClassPlan {
  const points = (status: Status, score: number) => `${statusSigns[status]} ${formatPoints(score)}`;
  const scores = submissions.flatMap(partsOf).map(({ status, score }) => points(status, score).length);
  const widest = Math.max(1, ...scores);
  const heads = stages.map(({ stem, maxScore }) => `${shortName(stem)} /${formatPoints(maxScore)}`);
  const total = columnsOfText('100.00 100%') + padding;
  const full = stages.reduce((sum, _, at) => sum + Math.max(widest, heads[at]?.length ?? 0) + padding, 0);
  const fits = columns - total - full - padding >= shortestName;
  const signHeads = stages.map(({ stem }) => truncate(shortName(stem), 3));
  const signs = signHeads.reduce((sum, head) => sum + head.length + padding, 0);
  const stagesWidth = fits ? full : signs;
  const longest = Math.max(10, ...submissions.map(({ name }) => columnsOfText(cleanLine(name))));
  return {
    nameWidth: Math.min(longest, longestName, columns - total - stagesWidth - padding),
    heads: fits ? heads : signHeads,
    cell: fits ? points : (status) => statusSigns[status],
    stagesWidth: stagesWidth - padding,
  };
}

function classRow(submission: SubmissionReport, stages: readonly Column[], plan: ClassPlan) {
  const name = truncate(cleanLine(submission.name), plan.nameWidth);
  const { status, problem, score, maxScore } = submission;
  if (status === 'rejected') {
    const why = truncate(`rejected: ${cleanLine(problem ?? 'no reason given')}`, plan.stagesWidth);
    return [name, { colSpan: Math.max(1, stages.length), content: chalk.red(why) }, chalk.bold('0')];
  }
  const parts = new Map(partsOf(submission).map((part) => [part.stem, part]));
  const cells = stages.map(({ stem }) => {
    const part = parts.get(stem);
    return part ? paint(part.status, plan.cell(part.status, part.score)) : '';
  });
  return [name, ...cells, `${chalk.bold(formatPoints(score))} ${formatPercent(score, maxScore).padStart(4)}`];
}

/** One row for each stage of a submission: status in words, points. */
export function stageTable(submission: SubmissionReport): string {
  const table = new Table({ chars: lines, style, colAligns: ['left', 'left', 'right'] });
  table.push(
    ['Stage', 'Status', 'Points'].map((head) => chalk.bold(head)),
    ...partsOf(submission).map((part) => {
      const { status, score, maxScore } = part;
      const words = paint(status, `${statusSigns[status]} ${statusWords(part)}`);
      const label = truncate(cleanLine(stageLabel(part)), longestName);
      return [label, words, `${formatPoints(score)} / ${formatPoints(maxScore)}`];
    }),
  );
  return trimLines(table.toString());
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
