/** Bars made of characters. Colours are chalk's: none where its level is 0. */
import chalk from 'chalk';
import { inPercent, percent } from '../reversal/percent';
import type { PositionResult, ReversalVerdict } from '../reversal/verdict';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/**
 * A horizontal bar, drawn to an eighth of a character.
 *
 * @param share - how much of it is filled, from 0 to 1; anything else is cut
 * @param width - number of characters
 * @param mark - where a line crosses it, from 0 to 1; none when not given
 * @returns `width` characters
 */
export function bar(share: number, width: number, mark?: number): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  const full = '█'.repeat(Math.floor(filled / 8)) + (eighths[filled % 8] ?? '');
  const cells = full.padEnd(width);
  if (mark === undefined) return cells;
  const at = Math.min(Math.floor(mark * width), width - 1);
  return `${cells.slice(0, at)}│${cells.slice(at + 1)}`;
}

/**
 * The accuracy at each predicted position as bars, half by half, each half with the line that matters to it:
 * guessing for the first, the wanted level for the second.
 *
 * @param width - of a bar, in characters
 * @returns the lines
 */
export function accuracyBars(
  verdict: Pick<ReversalVerdict, 'positions' | 'chance' | 'level'>,
  width = 40,
): string[] {
  const { positions, chance, level } = verdict;
  const rows = (half: PositionResult['half'], mark: number) =>
    positions.filter((result) => result.half === half).map((result) => row(result, width, mark));
  return [
    chalk.bold('first half') + chalk.dim(`  cannot be known: │ is guessing, ${percent(chance)}`),
    ...rows('first', chance),
    chalk.bold('second half') + chalk.dim(`  can be known: │ is what is wanted, ${percent(level)}`),
    ...rows('second', level),
  ];
}

function row({ position, accuracy, ok }: PositionResult, width: number, mark: number): string {
  const colour = ok ? chalk.green : chalk.red;
  const label = `place ${position}`.padStart(10);
  const known = `${inPercent(accuracy).toFixed(1)}%`.padStart(7);
  return `${label}  ${colour(bar(accuracy, width, mark))} ${known} ${colour(ok ? '✔' : '✘')}`;
}
