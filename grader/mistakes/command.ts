/** `npm run mistakes`: the tests of the course, tested by known mistakes and by correct variants. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { exitCode } from '../../lib/cli/start';
import { stages } from '../../lib/course';
import { knownFile, knownMistakes } from '../../lib/diagnosis/known';
import type { TestRecord } from '../../lib/results';
import { root } from '../../lib/root';
import { variants } from '../variants/load';
import { bank } from './bank';
import { staleKnown } from './drift';
import { knownOf, knownText, type Tested } from './known-file';
import { type Rejection, rejectionOf, shortfalls } from './rejection';
import { type Backend, type TestedVariant, testMistakes, testPairs, testVariants } from './runs';
import { ratesLine, tableText } from './table';
import { type Calibration, calibrate, isNarrow, tightTolerances, toleranceText } from './tolerance';

const tableFile = 'docs/mistakes.md';
const toleranceFile = 'docs/tolerances.md';
const backends: readonly Backend[] = ['cpu', 'wasm'];
/** Pairs that are tested again to see whether the files of known mistakes still hold. */
const sampledPairs = 60;

/** What was found. */
interface Findings {
  readonly rejections: readonly Rejection[];
  /** The bank and pairs of it, as the public tests see them. */
  readonly tested: readonly Tested[];
  readonly correct: readonly TestedVariant[];
  readonly calibrations: readonly Calibration[];
}

/**
 * @param argv - `--write` makes the published tables and the files of known mistakes anew
 * @returns the exit code: 0 when all rates are reached and every file is up to date
 */
export async function mistakesCommand(argv: readonly string[]): Promise<number> {
  const { write } = new Command('npm run mistakes --')
    .description('Tests the tests: every known mistake has to be rejected, every correct variant accepted.')
    .option('--write', 'writes the tables in docs/ and the files of known mistakes in lib/diagnosis/')
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<{ write?: true }>();
  const findings = await find(write ? undefined : sampledPairs);
  if (write) writeFiles(findings);
  const problems = problemsOf(findings);
  const { rejections, correct } = findings;
  for (const { mistake, public: open, hidden } of rejections) {
    console.log(`${mistake.id.padEnd(44)} public ${open.length}  hidden ${hidden.length}`);
  }
  console.log(`\n${ratesLine(rejections)}`);
  console.log(
    `${new Set(correct.map(({ id }) => id)).size} correct variants tested on ${backends.join(' and ')}`,
  );
  for (const problem of problems) console.log(`✘ ${problem}`);
  return problems.length === 0 ? exitCode.ok : exitCode.failed;
}

async function find(mostPairs: number | undefined): Promise<Findings> {
  const single = await testMistakes(bank);
  const pairs = await testPairs(bank, mostPairs);
  const all = await variants();
  const correct: TestedVariant[] = [];
  for (const backend of backends) correct.push(...(await testVariants(all, backend)));
  const records = (runs: readonly { records: readonly TestRecord[] }[]) =>
    runs.flatMap((each) => each.records);
  return {
    rejections: single.flatMap(({ mistakes, records }) =>
      mistakes.map((mistake) => rejectionOf(mistake, records)),
    ),
    tested: [...single, ...pairs],
    correct,
    calibrations: calibrate(records(correct), records(single)),
  };
}

function problemsOf(findings: Findings): string[] {
  const { rejections, tested, correct, calibrations } = findings;
  return [
    ...shortfalls(rejections),
    ...rejectedVariants(correct),
    ...tightTolerances(calibrations),
    ...rejections
      .filter((each) => isNarrow([...each.public, ...each.hidden]))
      .map(({ mistake }) => `${mistake.id} is rejected only narrowly`),
    ...(isCurrent(tableFile, table(findings))
      ? []
      : [`${tableFile} is out of date: run npm run mistakes -- --write`]),
    ...stages.flatMap(({ stem }) =>
      staleKnown(stem, ofStage(stem), knownMistakes(stem), testedOf(stem, tested)),
    ),
  ];
}

/** A correct variant that a test rejects is a fault of the test. */
function rejectedVariants(correct: readonly TestedVariant[]): string[] {
  return correct.flatMap(({ id, backend, records }) =>
    records
      .filter(({ outcome }) => outcome !== 'passed')
      .map(
        ({ functionName, title, message, hint = '' }) =>
          `the correct variant ${id} fails on ${backend}: ${functionName} ${title}: ${message} ${hint}`,
      ),
  );
}

function writeFiles(findings: Findings): void {
  const place = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  place(tableFile, table(findings));
  place(toleranceFile, toleranceText(findings.calibrations, backends));
  for (const { stem } of stages) {
    place(knownFile(stem), knownText(knownOf(stem, ofStage(stem), testedOf(stem, findings.tested))));
  }
}

function table({ rejections, tested }: Findings): string {
  const tests = new Map(stages.map(({ stem }) => [stem, testedOf(stem, tested)[0]?.records ?? []]));
  return tableText(rejections, tests);
}

function isCurrent(name: string, text: string): boolean {
  const file = join(root, name);
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

function ofStage(stem: string) {
  return bank.filter(({ stage }) => stage === stem);
}

function testedOf(stem: string, tested: readonly Tested[]): Tested[] {
  return tested.filter(({ mistakes }) => mistakes[0]?.stage === stem);
}
