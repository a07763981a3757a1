/** Hints open one at a time, and a stage is set back without losing the student's file. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageOf } from '../../lib/course';
import { functionForHint, openHint, readOpened, stageOfTodo, writeOpened } from '../../lib/runner/hints';
import { stubOf } from '../../lib/runner/stub';
import { isStub, resetStage } from '../../lib/runner/stubs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const exercise = { name: 'attention', todo: '2b', points: 6, hints: ['a nudge', 'the answer'] } as const;

describe('openHint', () => {
  test('opens the next one and repeats those before it', () => {
    const first = openHint(exercise, {});
    expect(first.text).toContain('1. a nudge');
    expect(first.text).not.toContain('the answer');
    expect(first.text).toContain('1 more: ask again');
    const second = openHint(exercise, first.opened);
    expect(second.text).toMatch(/1\. a nudge\n.*2\. the answer\n.*the last one/);
    expect(openHint(exercise, second.opened)).toEqual(second);
  });

  test('keeps what is open elsewhere', () => {
    expect(openHint(exercise, { '1a': 3 }).opened).toEqual({ '1a': 3, '2b': 1 });
  });
});

describe('the memory of hints', () => {
  test('comes back as it was written', () => {
    writeOpened(folder, { '2b': 2 });
    expect(readOpened(folder)).toEqual({ '2b': 2 });
  });

  test.each(['{ broken', 'null', '7'])('is empty when its file holds %s', (text) => {
    mkdirSync(join(folder, '.cache'));
    writeFileSync(join(folder, '.cache/hints.json'), text);
    expect(readOpened(folder)).toEqual({});
  });
});

describe('stageOfTodo', () => {
  test.each([
    ['2b', '02-attention'],
    ['6A', '06-transformer'],
    ['02', undefined],
    ['2z', undefined],
  ])('of "%s" is %s', (label, stem) => {
    expect(stageOfTodo(label)?.stem).toBe(stem);
  });
});

describe('functionForHint', () => {
  const stage = stageOf('02-attention');

  test.each(['attention', '2b', 'b'])('finds "%s"', (wanted) => {
    expect(functionForHint(stage, wanted, '').name).toBe('attention');
  });

  test('takes the first that is still to do, else the last', () => {
    expect(functionForHint(stage, undefined, "todo('attentionPattern') todo('attention')").todo).toBe('2a');
    expect(functionForHint(stage, undefined, "todo('attention')").todo).toBe('2b');
    expect(functionForHint(stage, undefined, '').todo).toBe('2b');
  });

  test('refuses another name and says which there are', () => {
    const message = 'Stage 02 has no "9z": it has 2a (attentionPattern), 2b (attention)';
    expect(() => functionForHint(stage, '9z', '')).toThrow(new RangeError(message));
  });
});

describe('resetStage', () => {
  const now = new Date('2026-01-02T03:04:05.678Z');

  test('keeps the old file', () => {
    mkdirSync(join(folder, 'exercises'));
    writeFileSync(join(folder, 'exercises/02-attention.ts'), 'mine');
    const kept = resetStage(folder, '02-attention', 'stub', now);
    expect(kept).toBe(join('.backup', '02-attention 2026-01-02T03-04-05.ts'));
    expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe('mine');
    expect(isStub(folder, '02-attention', 'stub')).toBe(true);
    expect(readdirSync(join(folder, 'exercises'))).toEqual(['02-attention.ts']);
  });

  test('makes a file that is gone', () => {
    expect(isStub(folder, '02-attention', 'stub')).toBe(false);
    expect(resetStage(folder, '02-attention', 'stub', now)).toBeUndefined();
    expect(isStub(folder, '02-attention', 'stub')).toBe(true);
  });
});

describe('stubOf', () => {
  const region = (body: string) => `  // #region solution\n${body}  // #endregion\n`;

  test('takes each region out and names its function', () => {
    const solution = `export function a() {\n${region('  return 1;\n')}}\nexport async function b() {\n${region('  return 2;\n')}}\n`;
    expect(stubOf(solution)).toBe(
      "export function a() {\n  return todo('a');\n}\nexport async function b() {\n  return todo('b');\n}\n",
    );
  });

  test('refuses a file without a region, or a region outside of a function', () => {
    expect(() => stubOf('export function a() {}')).toThrow('no "// #region solution"');
    expect(() => stubOf(region('  x;\n'))).toThrow('inside an exported function');
  });
});
