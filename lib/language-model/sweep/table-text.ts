/** The table of a sweep as cells, as Markdown and as CSV. */
import { stringify } from 'csv-stringify/sync';
import { percent } from '../../reversal/percent';
import { duration } from '../show';
import type { Row } from './table';

/** A column, and what it shows of a row; empty when that is not known. */
export interface Column {
  readonly title: string;
  readonly number: boolean;
  cell(row: Row): string;
}

const fixed = (digits: number) => (value: number | null | undefined) =>
  value === undefined ? '' : value === null ? '∞' : value.toFixed(digits);
const count = (value: number | undefined) =>
  value === undefined ? '' : Math.round(value).toLocaleString('en');

const columnsOfAll: readonly Column[] = [
  { title: 'model', number: false, cell: ({ name }) => name },
  { title: 'what differs', number: false, cell: ({ differs }) => differs || 'nothing' },
  { title: 'parameters', number: true, cell: ({ parameters }) => count(parameters) },
  { title: 'loss', number: true, cell: ({ validation }) => fixed(3)(validation?.loss) },
  { title: 'perplexity', number: true, cell: ({ validation }) => fixed(2)(validation?.perplexity) },
  {
    title: 'guessed',
    number: true,
    cell: ({ validation }) => (validation ? percent(validation.accuracy) : ''),
  },
  { title: 'took', number: true, cell: ({ seconds }) => (seconds === undefined ? '' : duration(seconds)) },
  { title: 'tokens/s', number: true, cell: ({ tokensPerSecond }) => count(tokensPerSecond) },
];

const noteColumn: Column = { title: 'note', number: false, cell: ({ note }) => note };

/** The columns of a table; one of notes only when there are any. */
export function columnsOf(rows: readonly Row[]): readonly Column[] {
  return rows.some(({ note }) => note !== '') ? [...columnsOfAll, noteColumn] : columnsOfAll;
}

/** A table in Markdown, in columns of equal width, so that it can be read as it is. */
export function markdownOf(rows: readonly Row[]): string {
  const columns = columnsOf(rows).map(({ title, number, cell }) => {
    const cells = [title, ...rows.map((row) => escaped(cell(row)))];
    const width = Math.max(...cells.map((text) => text.length), 3);
    const pad = (text: string) => (number ? text.padStart(width) : text.padEnd(width));
    const [head = '', ...body] = cells.map(pad);
    return [head, number ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width), ...body];
  });
  const lines = (columns[0] ?? []).map(
    (_, line) => `| ${columns.map((column) => column[line]).join(' | ')} |`,
  );
  return `${lines.join('\n')}\n`;
}

const escaped = (text: string) => text.replace(/[|<\\]/g, '\\$&').replace(/\s+/g, ' ');

/** The same with all digits. A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvOf(rows: readonly Row[]): string {
  const header = ['model', 'differs', 'parameters', 'validation_loss', 'perplexity', 'accuracy', 'seconds'];
  const cells = rows.map(({ name, differs, parameters, validation, seconds, tokensPerSecond, note }) => [
    ...[name, differs, parameters, validation?.loss, validation?.perplexity, validation?.accuracy],
    ...[seconds, tokensPerSecond, note],
  ]);
  return stringify([[...header, 'tokens_per_second', 'note'], ...cells], { escape_formulas: true });
}
