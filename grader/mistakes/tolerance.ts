/**
 * Are the tolerances of the tests in the right place? Correct answers differ by rounding: by the backend and by the
 * order of the operations. Wrong ones differ by more. For each test: how near the one comes, how far the other stays.
 */
import type { TestRecord } from '../../lib/results';

/** One test that compares numbers. Errors are shares of the tolerance: 1 is the border. */
export interface Calibration {
  readonly stage: string;
  readonly functionName: string;
  readonly title: string;
  readonly hidden: boolean;
  /** The largest error of a correct implementation, on any backend. */
  readonly spread: number;
  /** The smallest error of a mistake that the test rejects; undefined where none fails by its numbers. */
  readonly nearest: number | undefined;
}

/** How far the border has to be from what is correct, and for each mistake from at least one test that rejects it. */
export const margin = 2;

/**
 * @param correct - records of correct implementations, on every backend
 * @param wrong - records of the known mistakes
 */
export function calibrate(correct: readonly TestRecord[], wrong: readonly TestRecord[]): Calibration[] {
  const rows = new Map<string, Calibration>();
  for (const record of correct) {
    const { stage, functionName, title, hidden, errorShare } = record;
    if (errorShare === undefined) continue;
    const before = rows.get(keyOf(record))?.spread ?? 0;
    const spread = Math.max(before, errorShare);
    rows.set(keyOf(record), { stage, functionName, title, hidden, spread, nearest: undefined });
  }
  for (const record of wrong) {
    const row = rows.get(keyOf(record));
    const share = record.outcome === 'failed' ? record.errorShare : undefined;
    if (!row || share === undefined || !(share > 1)) continue;
    rows.set(keyOf(record), { ...row, nearest: Math.min(row.nearest ?? Infinity, share) });
  }
  return [...rows.values()];
}

/** The tests whose tolerance is too near to what is correct; one line each. */
export function tightTolerances(rows: readonly Calibration[]): string[] {
  return rows
    .filter(({ spread }) => spread * margin > 1)
    .map(
      ({ functionName, title, spread }) =>
        `${functionName} ${title}: correct answers come up to ${round(spread)} of the tolerance`,
    );
}

/** Does no test reject it by more than a little? */
export function isNarrow(failed: readonly TestRecord[]): boolean {
  return failed.every(({ errorShare }) => errorShare !== undefined && errorShare > 1 && errorShare < margin);
}

/** The table in Markdown. */
export function toleranceText(rows: readonly Calibration[], backends: readonly string[]): string {
  const lines = rows.map(
    ({ functionName, title, hidden, spread, nearest }) =>
      `| ${functionName} | ${title} | ${hidden ? 'hidden' : 'public'} | ${round(spread)} | ${round(nearest)} |`,
  );
  return [
    '# Tolerances, calibrated',
    '',
    'Every test that compares numbers allows `absolute + relative · |expected|` (`tests/support/compare.ts`). Here the',
    'errors are shares of what is allowed, so the border is 1. _Spread_ is the largest error of any correct variant',
    `(\`grader/variants\`) on ${backends.join(' and ')}; _nearest mistake_ the smallest error of a known mistake`,
    `(\`grader/mistakes\`) that this test rejects by its numbers. The spread has to stay below 1/${margin}, and every mistake`,
    `has to be rejected by some test by more than ${margin}. Made by \`npm run mistakes -- --write\`; \`npm run mistakes\``,
    'checks both rules.',
    '',
    '| function | test | | spread | nearest mistake |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function keyOf({ stage, functionName, title, hidden }: TestRecord): string {
  return JSON.stringify([stage, functionName, title, hidden]);
}

/** One digit: rounding differs a little between machines, and a table should not. */
function round(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return '–';
  return share === 0 ? '0' : String(Number(share.toPrecision(1)));
}
