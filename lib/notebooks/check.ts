/** Whether a notebook was run from top to bottom, as far as the file itself can tell. */
import { kernelName } from './kernel-spec';
import { type CodeCell, type Notebook, NotebookError, readNotebook, sourcesOf } from './notebook';

/** What a file tells; only `run` is as it should be. */
export type NotebookState =
  | 'run'
  | 'not run'
  | 'out of order'
  | 'error'
  | 'no output'
  | 'another kernel'
  | 'broken';

export interface NotebookCheck {
  readonly state: NotebookState;
  /** The fact and what to do, in one line; empty when it was run. */
  readonly reason: string;
  /** Whether it carries the mark of `submit --run` for the code that it has now. Otherwise only the numbers of the cells speak for it. */
  readonly marked: boolean;
}

const again = 'restart the kernel and run all cells, or npm run submit -- --run';

/** @param text - the file */
export function checkNotebook(text: string): NotebookCheck {
  try {
    const notebook = readNotebook(text);
    const [state, reason] = problemOf(notebook) ?? ['run', ''];
    return { state, reason, marked: state === 'run' && notebook.mark === sourcesOf(notebook) };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return {
      state: 'broken',
      reason: `${error.message}: take the notebook that was handed out`,
      marked: false,
    };
  }
}

function problemOf({ kernel, cells }: Notebook): [NotebookState, string] | undefined {
  if (kernel !== kernelName) return ['another kernel', kernelProblem(kernel)];
  if (cells.every(({ count, outputs }) => count === undefined && outputs.length === 0))
    return ['not run', `no cell was run: ${again}`];
  const failed = cells.findIndex(({ outputs }) => outputs.some(({ kind }) => kind === 'error'));
  if (failed >= 0) return ['error', errorProblem(cells, failed)];
  const misplaced = cells.findIndex(({ count }, index) => count !== index + 1);
  if (misplaced >= 0) return ['out of order', orderProblem(cells, misplaced)];
  if (cells.every(({ outputs }) => outputs.length === 0))
    return ['no output', `no cell shows anything: ${again}`];
  return undefined;
}

function kernelProblem(kernel: string | undefined): string {
  const what = kernel === undefined ? 'it names no kernel' : `its kernel is ${kernel.slice(0, 80)}`;
  return `${what}, expected ${kernelName}: npm run notebooks installs it`;
}

function errorProblem(cells: readonly CodeCell[], index: number): string {
  const error = cells[index]?.outputs.find(({ kind }) => kind === 'error')?.text ?? '';
  return `cell ${index + 1} ended with ${(error.split('\n')[0] ?? '').slice(0, 200)}`;
}

function orderProblem(cells: readonly CodeCell[], index: number): string {
  const count = cells[index]?.count;
  const what = count === undefined ? 'was not run' : `was run as number ${count}`;
  return `cell ${index + 1} ${what}: ${again}`;
}
