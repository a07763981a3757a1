/** The table that is published: every mistake, and the tests that reject it. */
import { stageOf } from '../../lib/course';
import type { TestRecord } from '../../lib/results';
import { percent } from '../../lib/reversal/percent';
import { stageLabel } from '../report/wording';
import { type Rejection, ratesOf } from './rejection';

/** The rates in one line. */
export function ratesLine(rejections: readonly Rejection[]): string {
  const { mistakes, byPublic, byAny, fitting } = ratesOf(rejections);
  return (
    `${mistakes} mistakes: ${percent(byPublic)} rejected by the public tests, ${percent(byAny)} by public and hidden ` +
    `tests together, ${percent(fitting)} by a test whose message fits`
  );
}

/**
 * The whole table in Markdown, stage by stage.
 *
 * @param rejections - of all mistakes, in the order of the bank
 * @param tests - for each stage the records of one run, for the names of the tests
 */
export function tableText(
  rejections: readonly Rejection[],
  tests: ReadonlyMap<string, readonly TestRecord[]>,
): string {
  const parts = [...tests].flatMap(([stem, records]) => [
    `## ${stageLabel(stageOf(stem))}`,
    '',
    mistakesTable(
      rejections.filter(({ mistake }) => mistake.stage === stem),
      records,
    ),
    '',
    'The tests by number:',
    '',
    ...records.map((record) => `- ${labelOf(record, records)} ${record.functionName} ${record.title}`),
    '',
  ]);
  return [
    '# The tests, tested',
    '',
    'Known wrong implementations, and the tests of the numbers that reject each of them. P is a public test, H a hidden one',
    '(with inputs that are drawn anew for every grading). Made by `npm run mistakes -- --write`, checked by `npm run mistakes`.',
    '',
    `**${ratesLine(rejections)}.**`,
    '',
    ...parts,
  ].join('\n');
}

function mistakesTable(rejections: readonly Rejection[], records: readonly TestRecord[]): string {
  const rows = rejections.map(({ mistake, public: open, hidden }) => {
    const numbers = (failed: readonly TestRecord[]) =>
      failed.map((record) => labelOf(record, records)).join(' ') || 'none';
    return `| \`${mistake.id}\` | ${mistake.functionName} | ${mistake.title} | ${numbers(open)} | ${numbers(hidden)} |`;
  });
  return [
    '| mistake | in | what happens | public | hidden |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** `P3`: the third public test of the stage. */
function labelOf(record: TestRecord, records: readonly TestRecord[]): string {
  const alike = records.filter(({ hidden }) => hidden === record.hidden);
  const number = alike.findIndex(
    ({ functionName, title }) => functionName === record.functionName && title === record.title,
  );
  return `${record.hidden ? 'H' : 'P'}${number + 1}`;
}
