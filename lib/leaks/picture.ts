/** Influence as a picture made of characters. Colours are chalk's: none where its level is 0. */
import chalk from 'chalk';
import { type InfluenceMatrix, noise, typical } from './influence';

const shades = ['░', '▒', '▓', '█'] as const;

/** The darkness of the smallest influence that is drawn. */
const faint = 0.2;

/** How dark each entry is drawn, from 0 to 1: nothing is 0, the least influence beyond rounding shows already. */
export function darkness(matrix: InfluenceMatrix): number[][] {
  const scale = typical(matrix);
  return matrix.map((row) =>
    row.map((value) =>
      value <= noise * scale ? 0 : Math.min(1, faint + (1 - faint) * Math.sqrt(value / scale)),
    ),
  );
}

/**
 * Rows are the positions of logits, columns those of tokens. Behind the line in each row lies the future; what is
 * seen of it has a cross.
 *
 * @returns the lines
 */
export function influencePicture(matrix: InfluenceMatrix): string[] {
  const numbers = matrix.map((_, position) => String(position).padStart(2)).join(' ');
  return [
    `${margin('token at')}${numbers}`,
    ...darkness(matrix).map((row, output) => {
      const cells = row.map((dark, input) => cell(dark, input > output) + (input === output ? '│' : ' '));
      return margin(`logits at ${String(output).padStart(2)}`) + cells.join('').trimEnd();
    }),
  ];
}

function cell(dark: number, future: boolean): string {
  if (dark === 0) return ' ·';
  const shade = shades[Math.min(shades.length - 1, Math.floor(dark * shades.length))] ?? '';
  return future ? chalk.red(`✗${shade}`) : shade.repeat(2);
}

function margin(text: string): string {
  return `${text.padStart(14)}  `;
}
