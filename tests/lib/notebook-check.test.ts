/** What a notebook's file tells of how it was run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkNotebook } from '../../lib/notebooks/check';
import { markRun, NotebookError, readNotebook } from '../../lib/notebooks/notebook';

const file = (name: string) => readFileSync(join(import.meta.dirname, 'notebooks', `${name}.ipynb`), 'utf8');
const again = 'restart the kernel and run all cells, or npm run submit -- --run';

describe('a notebook', () => {
  test('that was run from top to bottom is told from all others', () => {
    expect(checkNotebook(file('run'))).toEqual({ state: 'run', reason: '', marked: false });
  });

  test.each([
    ['not-run', 'not run', `no cell was run: ${again}`],
    ['out-of-order', 'out of order', `cell 1 was run as number 3: ${again}`],
    ['not-all-run', 'out of order', `cell 2 was not run: ${again}`],
    ['error', 'error', 'cell 2 ended with TypeError: x is not a function'],
    ['no-output', 'no output', `no cell shows anything: ${again}`],
    [
      'another-kernel',
      'another kernel',
      'its kernel is python3, expected transformer-homework: npm run notebooks installs it',
    ],
    [
      'no-kernel',
      'another kernel',
      'it names no kernel, expected transformer-homework: npm run notebooks installs it',
    ],
    ['cut-off', 'broken', 'it is not valid JSON: take the notebook that was handed out'],
    [
      'conflict',
      'broken',
      'it is not valid JSON: git has left a conflict in it: take the notebook that was handed out',
    ],
    ['old-format', 'broken', 'its format is 3, expected nbformat 4: take the notebook that was handed out'],
  ])('%s: %s', (name, state, reason) => {
    expect(checkNotebook(file(name))).toEqual({ state, reason, marked: false });
  });

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['cells that are none', '{"nbformat":4,"metadata":{},"cells":{"length":1}}'],
    ['a cell that is none', '{"nbformat":4,"metadata":{},"cells":[7]}'],
    ['an output that is none', '{"nbformat":4,"cells":[{"cell_type":"code","source":"x","outputs":[null]}]}'],
    ['nothing', ''],
  ])('of %s is broken', (_, text) => {
    expect(checkNotebook(text).state).toBe('broken');
    expect(() => readNotebook(text)).toThrow(NotebookError);
  });

  test('without any code was not run', () => {
    const text = JSON.stringify({
      nbformat: 4,
      metadata: { kernelspec: { name: 'transformer-homework' } },
      cells: [],
    });
    expect(checkNotebook(text).state).toBe('not run');
  });
});

describe('the mark of a run', () => {
  const marked = markRun(file('run'));

  test('holds for the code that was run', () => {
    expect(checkNotebook(marked)).toEqual({ state: 'run', reason: '', marked: true });
    const { metadata, ...rest } = JSON.parse(marked);
    const { metadata: before, ...unmarked } = JSON.parse(file('run'));
    expect(rest).toEqual(unmarked);
    expect(metadata).toMatchObject(before);
  });

  test('does not hold for other code, while the numbers still speak for it', () => {
    const changed = marked.replace('const seq = 4', 'const seq = 5');
    expect(checkNotebook(changed)).toMatchObject({ state: 'run', marked: false });
  });

  test('says nothing for cells that were run out of order later', () => {
    const later = marked.replace('"execution_count": 2', '"execution_count": 9');
    expect(checkNotebook(later)).toMatchObject({ state: 'out of order', marked: false });
  });

  test('does not care for text between the code', () => {
    expect(checkNotebook(marked.replace('with a picture', 'with two'))).toMatchObject({ marked: true });
  });
});
