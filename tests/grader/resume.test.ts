/** A grading that is interrupted goes on where it stopped. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type ClassOptions, gradeClass } from '../../grader/grade-class';
import type { SubmissionReport } from '../../grader/report/schema';
import { temporaryFolder } from './support/folders';
import { encodingText, firstStage, submissionOf } from './support/submissions';

const results = join(temporaryFolder(), 'results');
const others = join(temporaryFolder(), 'results');
const halves = encodingText({ sine: 'cos', cosine: 'sin' });
const students = [submissionOf('Ada'), submissionOf('Bob', halves), submissionOf('Cy', 'no code at all {')];

const options: ClassOptions = {
  stems: [firstStage],
  milestone: false,
  seed: 3,
  backend: 'cpu',
  jobs: 1,
  results,
  resume: false,
};

/** The files of kept results with the time they were written. */
const kept = () => readdirSync(results).map((name) => [name, statSync(join(results, name)).mtimeMs] as const);

/** Resumes and tells which submissions were told of, and which files were written anew. */
async function resume(more: Partial<ClassOptions> = {}) {
  const before = new Map(kept());
  const graded = await gradeClass(students, { ...options, resume: true, ...more });
  return {
    results: graded.results,
    written: kept().filter(([name, time]) => before.get(name) !== time).length,
  };
}

let interrupted: SubmissionReport[] = [];
let all: SubmissionReport[] = [];
beforeAll(async () => {
  const interrupt = new AbortController();
  const onResult = () => interrupt.abort();
  interrupted = (await gradeClass(students, { ...options, signal: interrupt.signal, onResult })).results;
  all = (await gradeClass(students, { ...options, results: others })).results;
});

test('an interrupted grading gives and keeps what is finished', () => {
  expect(interrupted.map(({ name }) => name)).toEqual(['Ada']);
  expect(kept()).toHaveLength(1);
});

test('a grading that was not interrupted finds full marks, a mistake and a file that does not compile', () => {
  expect(all.map(({ name, score, maxScore }) => [name, score === maxScore])).toEqual([
    ['Ada', true],
    ['Bob', false],
    ['Cy', false],
  ]);
  expect(all[1]?.score).toBeLessThanOrEqual(4);
  expect(all[2]?.stages[0]?.problem).toMatch(/^exercises\/01-positional-encoding\.ts:1: /);
});

test('a resumed grading grades the rest, and ends as if it had never stopped', async () => {
  const resumed = await resume();
  expect(resumed.written).toBe(2);
  expect(resumed.results).toEqual(all);
});

test('a second resumption grades nothing', async () => {
  const again = await resume();
  expect(again.written).toBe(0);
  expect(again.results).toEqual(all);
});

test('a damaged result is graded again, and another seed is another grading', async () => {
  const [[name] = ['']] = kept();
  writeFileSync(join(results, name), readFileSync(join(results, name), 'utf8').slice(0, 100));
  expect(await resume()).toEqual({ written: 1, results: all });
  expect((await resume({ seed: 4 })).written).toBe(3);
});

test('two at a time give the same results in the same order', async () => {
  const parallel = await gradeClass(students, { ...options, jobs: 2, results: others });
  expect(parallel.results).toEqual(all);
});

test('nothing is begun after an interruption, and an empty class is no error', async () => {
  const signal = AbortSignal.abort();
  expect((await gradeClass(students, { ...options, signal })).results).toEqual([]);
  expect((await gradeClass([], options)).results).toEqual([]);
});
