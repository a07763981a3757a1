/** `npm run mistakes`: the tests of the course, tested by known mistakes and by correct variants. */
import { Command } from 'commander';
import { exitCode } from '../../lib/cli/start';
import { stages, stagesOf } from '../../lib/course';
import { knownMistakes } from '../../lib/diagnosis/known';
import type { TestRecord } from '../../lib/results';
import { variants } from '../variants/load';
import { bank } from './bank';
import { staleKnown } from './drift';
import { evaluate, poorRates } from './evaluate';
import { scoreLines } from './evaluation/score';
import type { Findings } from './findings';
import { ofStage, staleTable, testedOf, writeKnown, writePages } from './published';
import { rejectionOf, shortfalls } from './rejection';
import { type Backend, type TestedVariant, testMistakes, testPairs, testVariants } from './runs';
import { ratesLine } from './table';
import { calibrate, isNarrow, tightTolerances } from './tolerance';

/** Pairs that are tested again to see whether the files of known mistakes still hold. */
const sampledPairs = 60;

interface Options {
  readonly write?: true;
  readonly quick?: true;
}

/**
 * @param argv - `--write` makes the published pages and the files of known mistakes anew, `--quick` leaves out
 *   what takes longest
 * @returns the exit code: 0 when all rates are reached and every file is up to date
 */
export async function mistakesCommand(argv: readonly string[]): Promise<number> {
  const options = new Command('npm run mistakes --')
    .description('Tests the tests: every known mistake has to be rejected, every correct variant accepted.')
    .option('--write', 'writes the pages in docs/ and the files of known mistakes in lib/diagnosis/')
    .option(
      '--quick',
      'the mistakes through the public tests alone, the variants on one backend, no pairs, no measurement of the diagnosis',
    )
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<Options>();
  const findings = await find(options);
  if (options.write) writePages(findings);
  const problems = problemsOf(findings);
  for (const line of reportLines(findings)) console.log(line);
  for (const problem of problems) console.log(`✘ ${problem}`);
  return problems.length === 0 ? exitCode.ok : exitCode.failed;
}

async function find({ write, quick }: Options): Promise<Findings> {
  const single = await testMistakes(bank, !quick);
  // In the language-model track hardly a function uses another one of its stage: there one mistake at a time is known.
  const core = stagesOf('core').flatMap(({ stem }) => ofStage(stem));
  const pairs = quick ? [] : await testPairs(core, write ? undefined : sampledPairs);
  const tested = [...single, ...pairs];
  if (write) writeKnown(tested);
  const backends: readonly Backend[] = quick ? ['wasm'] : ['cpu', 'wasm'];
  // The last stage of the core uses all before it.
  const also = quick
    ? []
    : stagesOf('core')
        .slice(-1)
        .map(({ stem }) => stem);
  const correct = await testEachOn(backends, also);
  const records = (runs: readonly { records: readonly TestRecord[] }[]) =>
    runs.flatMap((each) => each.records);
  return {
    rejections: single.flatMap(({ mistakes, records }) =>
      mistakes.map((mistake) => rejectionOf(mistake, records)),
    ),
    tested,
    correct,
    backends,
    calibrations: calibrate(records(correct), records(single)),
    diagnosis: quick ? undefined : await evaluate(),
  };
}

async function testEachOn(backends: readonly Backend[], also: readonly string[]): Promise<TestedVariant[]> {
  const all = await variants();
  const tested: TestedVariant[] = [];
  for (const backend of backends) tested.push(...(await testVariants(all, backend, also)));
  return tested;
}

function reportLines({ rejections, correct, backends, diagnosis }: Findings): string[] {
  const count = (tests: readonly TestRecord[]) => String(tests.length).padStart(2);
  const passed = new Set(correct.map(({ id }) => id));
  for (const { id, records } of correct) if (records.some(isRejected)) passed.delete(id);
  return [
    ...rejections.map(
      (each) => `${count(each.public)} public ${count(each.hidden)} hidden  ${each.mistake.id}`,
    ),
    '',
    ratesLine(rejections),
    `${passed.size} of ${new Set(correct.map(({ id }) => id)).size} correct variants pass all tests on ${backends.join(' and ')}`,
    ...(diagnosis ? ['', 'The diagnosis:', ...scoreLines(diagnosis)] : []),
  ];
}

function problemsOf(findings: Findings): string[] {
  const { rejections, tested, correct, calibrations, diagnosis } = findings;
  return [
    ...shortfalls(rejections, diagnosis !== undefined),
    ...rejections
      .filter((each) => isNarrow([...each.public, ...each.hidden]))
      .map(({ mistake }) => `${mistake.id} is rejected only narrowly`),
    ...correct.flatMap(rejectedBy),
    ...tightTolerances(calibrations),
    ...(diagnosis ? [...poorRates(diagnosis), ...staleTable(findings)] : []),
    ...stages.flatMap(({ stem }) =>
      staleKnown(stem, ofStage(stem), knownMistakes(stem), testedOf(stem, tested)),
    ),
  ];
}

/** A correct variant that a test rejects is a fault of the test; advice rejects nothing. */
function rejectedBy({ id, backend, records }: TestedVariant): string[] {
  return records
    .filter(isRejected)
    .map(
      ({ functionName, title, message, hint = '' }) =>
        `the correct variant ${id} fails on ${backend}: ${functionName} ${title}: ${message} ${hint}`,
    );
}

function isRejected({ outcome, kind }: TestRecord): boolean {
  return outcome !== 'passed' && kind !== 'advice';
}
