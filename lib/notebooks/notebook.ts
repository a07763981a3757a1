/** A notebook as a file: nbformat 4, read without trust. */
import { sha256Of } from '../text/sha256';

/** What a cell has shown. */
export interface Output {
  /** `stream`, `display_data`, `execute_result` or `error`. */
  readonly kind: string;
  /** Text of a stream, plain text of data, or the error in one line. */
  readonly text: string;
  /** Names of the forms that data has, as `image/svg+xml`; the name of a stream. */
  readonly forms: readonly string[];
}

/** A cell of code with anything in it: nothing counts or runs an empty one. */
export interface CodeCell {
  readonly id: string | undefined;
  readonly source: string;
  /** As what number it was run; undefined when it was not. */
  readonly count: number | undefined;
  readonly outputs: readonly Output[];
}

export interface Notebook {
  /** The name of its kernel. */
  readonly kernel: string | undefined;
  readonly cells: readonly CodeCell[];
  /** What {@link markRun} has put there. */
  readonly mark: string | undefined;
}

/** A file that is no notebook; the message says why. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
}

type Json = Record<string, unknown>;

/** The project's own place in a notebook's metadata; Jupyter keeps what it does not know. */
const markKey = 'transformer_homework';

/** @throws {NotebookError} when it is none */
export function readNotebook(text: string): Notebook {
  const { metadata, cells } = parse(text);
  const all = cells.map((cell, index) => codeCell(record(cell, `cell ${index + 1}`), index));
  return {
    kernel: optionalText(optionalRecord(metadata.kernelspec).name),
    cells: all.filter((cell) => cell !== undefined),
    mark: optionalText(optionalRecord(metadata[markKey]).run),
  };
}

function parse(text: string): { metadata: Json; cells: unknown[]; whole: Json } {
  const whole = record(json(text), 'the file');
  if (whole.nbformat !== 4)
    throw new NotebookError(`its format is ${String(whole.nbformat)}, expected nbformat 4`);
  if (!Array.isArray(whole.cells)) throw new NotebookError('it has no list of cells');
  return { metadata: optionalRecord(whole.metadata), cells: whole.cells, whole };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const conflict = /^<{7} /m.test(text) ? ': git has left a conflict in it' : '';
    throw new NotebookError(`it is not valid JSON${conflict}`);
  }
}

function codeCell(cell: Json, index: number): CodeCell | undefined {
  if (cell.cell_type !== 'code') return undefined;
  const source = joined(cell.source);
  if (source.trim() === '') return undefined;
  const outputs = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    id: optionalText(cell.id),
    source,
    count: Number.isInteger(cell.execution_count) ? (cell.execution_count as number) : undefined,
    outputs: outputs.map((output) => outputOf(record(output, `an output of cell ${index + 1}`))),
  };
}

function outputOf({ output_type: kind, text, name, data, ename, evalue }: Json): Output {
  if (kind === 'stream') return { kind, text: joined(text), forms: [String(name)] };
  if (kind === 'error') return { kind, text: `${String(ename)}: ${String(evalue)}`, forms: [] };
  const forms = optionalRecord(data);
  return { kind: String(kind), text: joined(forms['text/plain']), forms: Object.keys(forms).sort() };
}

/** Texts may be lists of lines. */
function joined(text: unknown): string {
  if (Array.isArray(text)) return text.map(String).join('');
  return typeof text === 'string' ? text : '';
}

function record(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new NotebookError(`${what} is not what nbformat says`);
}

function optionalRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A fingerprint of the code of a notebook. */
export function sourcesOf({ cells }: Pick<Notebook, 'cells'>): string {
  return sha256Of(JSON.stringify(cells.map(({ source }) => source)));
}

/**
 * The same notebook with a mark in its metadata: this code was run from top to bottom.
 *
 * @param text - a notebook that has just been run
 */
export function markRun(text: string): string {
  const { whole, metadata } = parse(text);
  const own = { ...optionalRecord(metadata[markKey]), run: sourcesOf(readNotebook(text)) };
  const marked = { ...metadata, [markKey]: own };
  // As Jupyter itself writes files.
  return `${JSON.stringify({ ...whole, metadata: marked }, null, 1)}\n`;
}
