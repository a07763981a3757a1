/** What changed since an older report: as a page, as CSV and on the terminal. */
import { join } from 'node:path';
import chalk from 'chalk';
import { stringify } from 'csv-stringify/sync';
import { cleanLine } from '../clean';
import { terminalColumns } from '../report/print';
import type { Report } from '../report/schema';
import { uniqueSlugs } from '../report/slug';
import { wrap } from '../report/terminal-text';
import { formatPoints } from '../report/wording';
import { writeWhole } from '../whole-file';
import { changesPage } from './changes-page';
import { type Change, type Changes, compareReports, moved, partWords, signed, summaryOf } from './compare';

/** How many submissions the terminal lists; the page lists all. */
const mostLines = 20;

/** Writes `changes.html` and `changes.csv` to a folder, and prints who moves. */
export async function showChanges(before: Report, now: Report, folder: string): Promise<void> {
  const changes = compareReports(before, now);
  const slugs = uniqueSlugs(now.submissions.map(({ name }) => name));
  await writeWhole(join(folder, 'changes.csv'), changesCsv(changes));
  await writeWhole(join(folder, 'changes.html'), changesPage({ before, now, changes, slugs }));
  console.log(printChanges(changes));
}

/** One line for each submission of both reports, the largest change first; those of one report at the end. */
export function changesCsv({ both, added, missing }: Changes): string {
  const header = ['submission', 'before', 'now', 'change', 'what', 'functions'];
  const alone = (names: readonly string[], what: string) =>
    names.map((name) => [cleanLine(name), '', '', '', what, '']);
  const rows = both.map((change) => [
    cleanLine(change.name),
    formatPoints(change.from),
    formatPoints(change.to),
    change.delta,
    whatOf(change),
    change.parts.map((part) => `${part.name}: ${partWords(part)}`).join('; '),
  ]);
  const all = [header, ...rows, ...alone(added, 'new'), ...alone(missing, 'missing')];
  // Numbers are written as numbers, so a change of -2 stays one; names are not.
  return stringify(all, { escape_formulas: true });
}

/** One word for what happened to a submission. */
export function whatOf({ delta, rejected, parts }: Change): string {
  if (rejected === 'now') return 'rejected now';
  if (rejected === 'before') return 'rejected before';
  if (delta !== 0) return delta > 0 ? 'up' : 'down';
  return parts.length > 0 ? 'same points' : 'same';
}

/** The text for the terminal. */
export function printChanges(changes: Changes): string {
  const moving = moved(changes);
  const lines = moving.slice(0, mostLines).flatMap(changeLines);
  const rest = moving.length - mostLines;
  return [
    ...changes.warnings.map((warning) => chalk.yellow(wrap(`! ${warning}`, terminalColumns))),
    chalk.bold(`Since the older report ${summaryOf(changes)}`),
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    '',
  ].join('\n');
}

function changeLines(change: Change): string[] {
  const { name, from, to, delta, parts } = change;
  const paint = delta > 0 ? chalk.green : chalk.red;
  const what = change.rejected ? ` (${whatOf(change)})` : '';
  const points = `${formatPoints(from)} → ${formatPoints(to)}`;
  return [
    `  ${paint(signed(delta).padStart(6))}  ${wrap(`${cleanLine(name)}  ${points}${what}`, terminalColumns - 10)}`,
    ...parts.map((part) =>
      chalk.dim(wrap(`${part.name}: ${partWords(part)}`, terminalColumns, '          ')),
    ),
  ];
}
