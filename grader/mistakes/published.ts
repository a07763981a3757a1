/** The pages that are published about the tests, and the files that the diagnosis reads. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stages } from '../../lib/course';
import { knownFile } from '../../lib/diagnosis/known';
import { root } from '../../lib/root';
import { bank } from './bank';
import { scoreLines } from './evaluation/score';
import type { Findings } from './findings';
import { knownOf, knownText, type Tested } from './known-file';
import type { Mistake } from './mistake';
import { tableText } from './table';
import { toleranceText } from './tolerance';

const pages = {
  table: 'docs/mistakes.md',
  tolerances: 'docs/tolerances.md',
  diagnosis: 'docs/diagnosis-rates.md',
} as const;

/** The mistakes of the bank that belong to a stage. */
export function ofStage(stem: string): Mistake[] {
  return bank.filter(({ stage }) => stage === stem);
}

/** The runs on a stage. */
export function testedOf(stem: string, tested: readonly Tested[]): Tested[] {
  return tested.filter(({ mistakes }) => mistakes[0]?.stage === stem);
}

/** Writes for every stage the file that the diagnosis reads. */
export function writeKnown(tested: readonly Tested[]): void {
  for (const { stem } of stages) {
    place(knownFile(stem), knownText(knownOf(stem, ofStage(stem), testedOf(stem, tested))));
  }
}

/** Writes the pages in docs/. */
export function writePages(findings: Findings): void {
  const { calibrations, backends, diagnosis } = findings;
  place(pages.table, table(findings));
  place(pages.tolerances, toleranceText(calibrations, backends));
  if (!diagnosis) return;
  const title = '# The diagnosis, measured';
  const about =
    'What this is and how it is measured: [diagnosis.md](diagnosis.md). Made by `npm run mistakes -- --write`.';
  place(pages.diagnosis, [title, '', about, '', '```', ...scoreLines(diagnosis), '```', ''].join('\n'));
}

/** Whether the published table says what was found; a line when it does not. */
export function staleTable(findings: Findings): string[] {
  const file = join(root, pages.table);
  const current = existsSync(file) && readFileSync(file, 'utf8') === table(findings);
  return current ? [] : [`${pages.table} is out of date: run npm run mistakes -- --write`];
}

function table({ rejections, tested }: Findings): string {
  const tests = new Map(stages.map(({ stem }) => [stem, testedOf(stem, tested)[0]?.records ?? []]));
  return tableText(rejections, tests);
}

function place(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}
