/** Whether a grading in which everything was killed ended as one in peace. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../report/schema';
import { isAlive } from './processes';

export interface RehearsalEnd {
  /** The names that were handed in. */
  readonly names: readonly string[];
  /** The report of the grading in peace. */
  readonly quiet: string;
  /** The other one. */
  readonly killed: string;
  readonly scratch: string;
  readonly workers: Iterable<number>;
}

/** What is not as it should be, one line each; nothing when all is well. */
export function faultsOf({ names, quiet, killed, scratch, workers }: RehearsalEnd): string[] {
  const [expected, found] = [reportIn(quiet), reportIn(killed)];
  const wanted = new Map(expected.submissions.map((each) => [each.name, JSON.stringify(each)]));
  const rows = found.submissions;
  const leftovers = [...filesIn(killed), ...filesIn(scratch)].filter((name) =>
    /\.tmp$|\.grading$|grad(er|ing)-/.test(name),
  );
  return [
    ...names.filter((name) => !wanted.has(name)).map((name) => `${name} has no row even in peace`),
    ...names.flatMap((name) => {
      const count = rows.filter((row) => row.name === name).length;
      return count === 1 ? [] : [`${name} has ${count} rows`];
    }),
    ...rows
      .filter((row) => JSON.stringify(row) !== wanted.get(row.name))
      .map(({ name }) => `${name} has another result`),
    ...(found.complete && rows.length === names.length ? [] : ['the report is not complete']),
    ...(sameList(filesIn(join(quiet, 'results')), filesIn(join(killed, 'results')))
      ? []
      : ['other results are kept']),
    ...(same(quiet, killed, 'grades.csv') ? [] : ['grades.csv differs']),
    ...leftovers.map((name) => `${name} is left over`),
    ...[...workers].filter(isAlive).map((pid) => `worker ${pid} is still running`),
  ];
}

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\0') === b.join('\0');
}

function same(a: string, b: string, file: string): boolean {
  return readFileSync(join(a, file), 'utf8') === readFileSync(join(b, file), 'utf8');
}
