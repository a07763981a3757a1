/** The table of the milestones in Markdown, and what in it is not as it should be. */
import type { Result } from './judge';

/** A line for each milestone and the solution, and one for each mistake. */
export function milestonesTable(results: readonly Result[]): string {
  const solutions = groups(results.filter(({ mistake }) => mistake === undefined));
  const mistakes = groups(results.filter(({ mistake }) => mistake !== undefined));
  return [
    '| milestone | passed | against | hits | of | loss of the model | loss to beat | kinship | seconds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...solutions.flatMap(solutionRows),
    '',
    '| milestone | mistake | failed | as |',
    '| --- | --- | --- | --- |',
    ...mistakes.map(mistakeRow),
  ].join('\n');
}

/** A solution that fails, a mistake that passes; one line each. */
export function unexpected(results: readonly Result[]): string[] {
  return results
    .filter(({ mistake, passed }) => passed === (mistake !== undefined))
    .map(
      ({ milestone, mistake, seed, sentence }) =>
        `${milestone}, ${mistake ?? 'solution'}, seed ${seed}: ${mistake ? 'passed' : `failed. ${sentence}`}`,
    );
}

/** Results that differ in the seed alone. */
function groups(results: readonly Result[]): Result[][] {
  const all = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.milestone} ${result.mistake}`;
    all.set(key, [...(all.get(key) ?? []), result]);
  }
  return [...all.values()];
}

function solutionRows(results: readonly Result[]): string[] {
  const [first] = results;
  if (!first) return [];
  const passed = `${results.filter((each) => each.passed).length} of ${results.length}`;
  const names = first.hits.map(([name]) => name);
  return names.map((name) => {
    const hits = results.flatMap(({ hits }) => hits.filter((each) => each[0] === name));
    const cells = [
      first.milestone,
      passed,
      name,
      range(hits.map((each) => each[1])),
      String(hits[0]?.[2] ?? ''),
      range(losses(results, 'model'), 2),
      range(losses(results, name), 2),
      range(
        results.map(({ kinship = Number.NaN }) => kinship),
        2,
      ),
      range(results.map(({ seconds }) => seconds)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function losses(results: readonly Result[], name: string): number[] {
  return results.flatMap((each) => each.losses.filter(([own]) => own === name).map(([, loss]) => loss));
}

/** `from … to`. */
function range(values: readonly number[], digits = 0): string {
  if (values.length === 0) return '';
  const [least, most] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return least === most ? least : `${least} … ${most}`;
}

function mistakeRow(results: readonly Result[]): string {
  const [first] = results;
  const failed = results.filter(({ passed }) => !passed);
  const reasons = [...new Set(failed.map(({ reason }) => reason))].join(', ');
  return `| ${first?.milestone} | \`${first?.mistake}\` | ${failed.length} of ${results.length} | ${reasons} |`;
}
