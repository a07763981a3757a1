import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GradingPlan } from '../../grader/grade-submission';
import { courseHash, readResult, resultKey, writeResult } from '../../grader/run/store';
import type { Runtime } from '../../grader/subject/runtime';
import { rejected, submission } from './report-support/build';
import { temporaryFolder } from './support/folders';
import { submissionOf } from './support/submissions';

const folder = temporaryFolder();
const runtime: Runtime = { sandbox: { kind: 'none' }, host: 'a', tensorFlow: 'b', packages: 'c' };
const plan: GradingPlan = {
  stems: ['01-positional-encoding'],
  milestone: false,
  seed: 1,
  backend: 'cpu',
  runtime,
};
const ada = submissionOf('Ada');

describe('resultKey', () => {
  const key = resultKey(ada, plan, 'course');

  test('is the same for the same submission, whatever the order of its files and the place of the host', () => {
    const files: [string, string][] = [
      ['a.ts', '1'],
      ['b.ts', '2'],
    ];
    const one = { ...ada, files: new Map(files) };
    const other = { ...ada, files: new Map([...files].reverse()) };
    expect(resultKey(one, plan, 'course')).toBe(
      resultKey(other, { ...plan, runtime: { ...runtime, host: 'b' } }, 'course'),
    );
    expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['seed', { ...plan, seed: 2 }],
    ['backend', { ...plan, backend: 'wasm' }],
    ['stages', { ...plan, stems: ['02-attention'] }],
    ['milestone', { ...plan, milestone: true }],
  ])('changes with the %s', (_, other) => {
    expect(resultKey(ada, other, 'course')).not.toBe(key);
  });

  test('changes with the text of a file, its path, the name and the course', () => {
    const others = [
      resultKey(submissionOf('Ada', 'other'), plan, 'course'),
      resultKey(
        { ...ada, files: new Map([['exercises/x.ts', [...ada.files.values()][0] ?? '']]) },
        plan,
        'course',
      ),
      resultKey(submissionOf('Bob'), plan, 'course'),
      resultKey(ada, plan, 'other course'),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
  });
});

describe('courseHash', () => {
  test('is one number for the state of the course', async () => {
    expect(await courseHash()).toMatch(/^[0-9a-f]{64}$/);
    expect(await courseHash()).toBe(await courseHash());
  });
});

describe('a kept result', () => {
  test('is read as it was written, and no draft is left', async () => {
    const place = join(folder, 'new', 'results');
    const results = [submission('Ada'), rejected('Bob', 'broken zip')];
    for (const [index, result] of results.entries()) await writeResult(place, `key${index}`, result);
    expect([await readResult(place, 'key0'), await readResult(place, 'key1')]).toEqual(results);
    expect(readdirSync(place).sort()).toEqual(['key0.json', 'key1.json']);
  });

  test('is replaced by a newer one', async () => {
    await writeResult(folder, 'twice', rejected('Ada', 'first'));
    await writeResult(folder, 'twice', rejected('Ada', 'second'));
    expect(await readResult(folder, 'twice')).toMatchObject({ problem: 'second' });
  });

  test.each([
    ['not there', undefined],
    ['cut off', '{"name":"Ada","sou'],
    ['empty', ''],
    ['of another shape', '{"name":"Ada"}'],
    ['of another version', JSON.stringify({ ...rejected('Ada', 'x'), surprise: 1 })],
  ])('is ignored when it is %s', async (words, text) => {
    if (text !== undefined) writeFileSync(join(folder, `${words}.json`), text);
    expect(await readResult(folder, words)).toBeUndefined();
  });
});
