/** Notebooks run from top to bottom, and every way in which that can end. Without nbclient on this machine all of it is skipped. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runNotebooks } from '../../lib/handing-in/run-notebooks';
import { checkNotebook } from '../../lib/notebooks/check';
import { type ExecutionEvent, endOf, executeNotebook, usualLimits } from '../../lib/notebooks/execute';
import { readNotebook } from '../../lib/notebooks/notebook';
import { findPython, jupyterAdvice } from '../../lib/notebooks/python';

const python = await findPython();
const folder = mkdtempSync(join(tmpdir(), 'execute é '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(import.meta.dirname, 'notebooks', `${name}.ipynb`);

async function execute(name: string, limits: Partial<typeof usualLimits> = {}) {
  if (!python) throw new Error(jupyterAdvice);
  const events: ExecutionEvent[] = [];
  const onEvent = (event: ExecutionEvent) => events.push(event);
  const execution = await executeNotebook(path(name), {
    python,
    limits: { ...usualLimits, ...limits },
    onEvent,
  });
  return { ...execution, events, cells: readNotebook(execution.notebook ?? '').cells };
}

describe.skipIf(!python)('a notebook that is executed (needs nbclient)', () => {
  test('by submit --run keeps what came out, and is marked', async () => {
    mkdirSync(join(folder, 'notebooks'));
    const own = join(folder, 'notebooks/02-attention.ipynb');
    copyFileSync(path('out-of-order'), own);
    const notRun = new AbortController().signal;
    await runNotebooks(folder, ['01-positional-encoding', '02-attention'], python ?? never(), notRun);
    const text = readFileSync(own, 'utf8');
    expect(checkNotebook(text)).toEqual({ state: 'run', reason: '', marked: true });
    const [first, second] = readNotebook(text).cells;
    expect(first?.outputs).toEqual([{ kind: 'stream', text: '[ 0, 1, 2, 3 ]\n', forms: ['stdout'] }]);
    expect(second?.outputs[0]?.forms).toEqual(['image/svg+xml', 'text/plain']);
  });

  test('stops at an error, and keeps what was executed', async () => {
    const { ended, cell, message, events, cells } = await execute('throws');
    expect({ ended, cell, message }).toEqual({
      ended: 'error',
      cell: 2,
      message: 'TypeError: x is not a function',
    });
    expect(events.map(({ event }) => event)).toEqual(['start', 'cell', 'cell', 'end']);
    expect(cells.map(({ count }) => count)).toEqual([1, 2, undefined]);
    expect(cells[1]?.outputs[0]?.kind).toBe('error');
  });

  test('that prints without end is ended', async () => {
    const { ended, cell, notebook = '' } = await execute('flood', { outputBytes: 3_000_000 });
    expect({ ended, cell }).toEqual({ ended: 'too much output', cell: 2 });
    expect(notebook.length).toBeLessThan(3_100_000);
  });

  test('that is none is told, at once', async () => {
    if (!python) return;
    const { ended, notebook } = await executeNotebook(path('cut-off'), { python });
    expect({ ended, notebook }).toEqual({ ended: 'broken', notebook: undefined });
  });
});

function never(): never {
  throw new Error(jupyterAdvice);
}

describe('the end of an execution', () => {
  const cell = { event: 'cell', cell: 3, ended: 'error', seconds: 1, message: 'x' } as const;
  test.each([
    [
      'what the last line says',
      [cell, { event: 'end', ended: 'error' }],
      false,
      { ended: 'error', cell: 3, message: 'x' },
    ],
    ['of a program that was ended', [cell], false, { ended: 'kernel died', cell: 3, message: 'x' }],
    ['by Ctrl-C', [], true, { ended: 'stopped', cell: 0, message: undefined }],
    [
      'before the first cell',
      [{ event: 'end', ended: 'no kernel', message: 'y' }],
      false,
      { ended: 'no kernel', cell: 0, message: 'y' },
    ],
  ] as const)('is %s', (_, events, stopped, end) => {
    expect(endOf(events, stopped)).toEqual(end);
  });
});
