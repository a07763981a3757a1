import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GradingPlan } from '../../grader/grade-submission';
import type { Sandbox } from '../../grader/isolation/sandbox';
import { courseHash, decidingFiles } from '../../grader/run/course-hash';
import { readResult, resultKey, writeResult } from '../../grader/run/store';
import type { Runtime } from '../../grader/subject/runtime';
import { rejected, submission } from './report-support/build';
import { temporaryFolder } from './support/folders';
import { submissionOf } from './support/submissions';

const folder = temporaryFolder();
const runtime: Runtime = { sandbox: { kind: 'none' }, host: 'a', tensorFlow: 'b', packages: 'c' };
const plan: GradingPlan = {
  stems: ['01-positional-encoding'],
  milestones: [],
  seed: 1,
  backend: 'cpu',
  runtime,
};
const ada = submissionOf('Ada').files;

describe('resultKey', () => {
  const key = resultKey(ada, plan, 'course');

  test('is the same for the same code, whatever the order of its files and the place of the host', () => {
    const files: [string, string][] = [
      ['a.ts', '1'],
      ['b.ts', '2'],
    ];
    const other = { ...plan, runtime: { ...runtime, host: 'b' } };
    expect(resultKey(new Map(files), plan, 'course')).toBe(
      resultKey(new Map(files.reverse()), other, 'course'),
    );
    expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['seed', { ...plan, seed: 2 }],
    ['backend', { ...plan, backend: 'wasm' }],
    ['stages', { ...plan, stems: ['02-attention'] }],
    ['milestones', { ...plan, milestones: ['reversal'] }],
    ['isolation', { ...plan, runtime: { ...runtime, sandbox: { kind: 'bubblewrap' } as Sandbox } }],
    ['whatever else the plan will hold', { ...plan, later: 'another' }],
  ])('changes with the %s', (_, other) => {
    expect(resultKey(ada, other, 'course')).not.toBe(key);
  });

  test('changes with the text of a file, its path, and the course', () => {
    const [text = ''] = ada.values();
    const others = [
      resultKey(submissionOf('Ada', 'other').files, plan, 'course'),
      resultKey(new Map([['exercises/x.ts', text]]), plan, 'course'),
      resultKey(new Map([...ada, ['exercises/y.ts', '']]), plan, 'course'),
      resultKey(ada, plan, 'other course'),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
  });
});

describe('the state of the course', () => {
  test('is one number', async () => {
    expect(await courseHash()).toMatch(/^[0-9a-f]{64}$/);
    expect(await courseHash()).toBe(await courseHash());
  });

  test('holds what decides a verdict, and not what only shows or moves it', async () => {
    const files = await decidingFiles();
    const deciding = [
      'grader/limits.ts',
      'grader/run/runner.ts',
      'grader/subject/host.ts',
      'grader/verdict/combine.ts',
      'grader/criteria/reversal.ts',
      'lib/leaks/finding.ts',
      'lib/verdict.ts',
      'solutions/03-masking.ts',
      'tests/04-multi-head-attention.test.ts',
      'tests/fixtures/04.json',
      'tests/hidden/04-multi-head-attention.test.ts',
      'tests/support/matchers.ts',
    ];
    expect(files).toEqual(expect.arrayContaining(deciding));
    const others = /^(docs|grader\/(report|cli|workers|diff|intake|mistakes|variants)|tests\/(grader|lib))\//;
    expect(files.filter((path) => others.test(path))).toEqual([]);
    expect(files).not.toContain('grader/grade-command.ts');
  });
});

describe('a kept result', () => {
  const label = { name: 'Ada', source: 'Ada.zip', notes: [] };

  test('is read as it was written, and no draft is left', async () => {
    const place = join(folder, 'new', 'results');
    const results = [submission('Ada'), rejected('Ada', 'broken zip')];
    for (const [index, result] of results.entries()) await writeResult(place, `key${index}`, result);
    expect([readResult(place, 'key0', label), readResult(place, 'key1', label)]).toEqual(results);
    expect(readdirSync(place).sort()).toEqual(['key0.json', 'key1.json']);
  });

  test('has the name, the source and the notes of whoever asks', async () => {
    await writeResult(folder, 'shared', submission('Ada'));
    const other = { name: 'Bob', source: 'b.zip', notes: ['left out x'] };
    expect(readResult(folder, 'shared', other)).toEqual({ ...submission('Ada'), ...other });
  });

  test('is replaced by a newer one', async () => {
    await writeResult(folder, 'twice', rejected('Ada', 'first'));
    await writeResult(folder, 'twice', rejected('Ada', 'second'));
    expect(readResult(folder, 'twice', label)).toMatchObject({ problem: 'second' });
  });

  test.each([
    ['not there', undefined],
    ['cut off', '{"name":"Ada","sou'],
    ['empty', ''],
    ['of another shape', '{"name":"Ada"}'],
    ['of another version', JSON.stringify({ ...rejected('Ada', 'x'), surprise: 1 })],
  ])('is ignored when it is %s', (words, text) => {
    if (text !== undefined) writeFileSync(join(folder, `${words}.json`), text);
    expect(readResult(folder, words, label)).toBeUndefined();
  });
});
