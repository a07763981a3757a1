/** Runs notebooks from top to bottom, each in a process of its own, with the kernel of this project. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { killGroup } from '../kill-group';
import { root } from '../root';
import { kernelName, writeKernelSpec } from './kernel-spec';
import type { Python } from './python';

/** How a cell ends, and so the notebook. */
export type CellEnd = 'ok' | 'error' | 'timeout' | 'too much output' | 'kernel died';

/** How the execution of a notebook ended. */
export type ExecutionEnd = CellEnd | 'broken' | 'no kernel' | 'stopped';

/** The lines that `execute.py` prints. */
export type ExecutionEvent =
  | { readonly event: 'start'; readonly cells: number }
  | {
      readonly event: 'cell';
      readonly cell: number;
      readonly ended: CellEnd;
      readonly seconds: number;
      readonly message?: string;
    }
  | { readonly event: 'end'; readonly ended: ExecutionEnd; readonly message?: string }
  | { readonly event: 'notebook'; readonly notebook: unknown };

/** What a notebook may use. */
export interface ExecutionLimits {
  /** One cell, in s. */
  readonly cellSeconds: number;
  /** All cells, in s. */
  readonly totalSeconds: number;
  /** All outputs together, in bytes. */
  readonly outputBytes: number;
}

/** A student's own machine: a training in a cell may take its time. */
export const usualLimits: ExecutionLimits = {
  cellSeconds: 600,
  totalSeconds: 1800,
  outputBytes: 6 * 1024 * 1024,
};

export interface Execution {
  readonly ended: ExecutionEnd;
  /** The cell that it ended with, counted from 1; 0 when none was begun. */
  readonly cell: number;
  readonly message: string | undefined;
  /** The notebook with what was executed; nothing when it could not even be begun. */
  readonly notebook: string | undefined;
}

/** Where the program lies that does it. */
export const executor = join(root, 'lib/notebooks/execute.py');

/** The words behind the program's name. */
export function executorArguments(
  notebook: string,
  out: string,
  folder: string,
  limits: ExecutionLimits,
): string[] {
  const { cellSeconds, totalSeconds, outputBytes } = limits;
  const numbers = ['--cell', cellSeconds, '--total', totalSeconds, '--bytes', outputBytes].map(String);
  return [notebook, out, '--kernel', kernelName, '--folder', folder, ...numbers];
}

export interface ExecuteOptions {
  readonly python: Python;
  readonly limits?: ExecutionLimits;
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** Ends the kernel and all. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Executes one notebook of this project. The file itself is left as it is.
 *
 * @param path - of the notebook
 */
export async function executeNotebook(path: string, options: ExecuteOptions): Promise<Execution> {
  const { python, limits = usualLimits, onEvent, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'notebook-'));
  try {
    await writeKernelSpec(join(folder, 'kernels'), root);
    const out = join(folder, 'out.ipynb');
    const line = [executor, ...executorArguments(path, out, root, limits)];
    const events = await runExecutor(python.program, line, folder, onEvent, signal);
    const notebook = await readFile(out, 'utf8').catch(() => undefined);
    return { ...endOf(events, signal?.aborted === true), notebook };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the lines say of the end; no last line: something has ended the program. */
export function endOf(events: readonly ExecutionEvent[], stopped: boolean): Omit<Execution, 'notebook'> {
  const cells = events.filter(({ event }) => event === 'cell');
  const last = cells.at(-1);
  const end = events.find(({ event }) => event === 'end');
  const message =
    (last?.event === 'cell' && last.message) || (end?.event === 'end' && end.message) || undefined;
  const ended = end?.event === 'end' ? end.ended : stopped ? 'stopped' : 'kernel died';
  return { ended, cell: last?.event === 'cell' ? last.cell : 0, message };
}

/** One line of JSON; nothing for a line that is something else. */
export function readEvent(line: string): ExecutionEvent | undefined {
  try {
    const event = JSON.parse(line) as ExecutionEvent;
    return typeof event?.event === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

function runExecutor(
  program: string,
  line: readonly string[],
  kernels: string,
  onEvent: ExecuteOptions['onEvent'],
  signal: AbortSignal | undefined,
): Promise<ExecutionEvent[]> {
  const path = [kernels, process.env.JUPYTER_PATH ?? ''].filter(Boolean).join(delimiter);
  const child = spawn(program, line, {
    cwd: root,
    env: { ...process.env, JUPYTER_PATH: path, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own: with it goes the kernel. Ctrl-C at the terminal is for the command.
    detached: process.platform !== 'win32',
  });
  const end = () => child.pid !== undefined && killGroup(child.pid);
  signal?.addEventListener('abort', end, { once: true });
  const events: ExecutionEvent[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const event = readEvent(text);
    if (!event) return;
    events.push(event);
    onEvent?.(event);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      signal?.removeEventListener('abort', end);
      end();
      resolve(events);
    });
  });
}
