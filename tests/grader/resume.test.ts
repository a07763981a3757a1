/** A grading that is interrupted goes on where it stopped; what did not change costs nothing. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type ClassOptions, fullResult, gradeClass } from '../../grader/grade-class';
import type { SubmissionReport } from '../../grader/report/schema';
import { temporaryFolder } from './support/folders';
import { isolation } from './support/isolation';
import { candidateIn, encodingText, firstStage } from './support/submissions';

const place = temporaryFolder();
const results = join(place, 'results');
const quiet = join(place, 'quiet', 'results');
const halves = encodingText({ sine: 'cos', cosine: 'sin' });
const students = [
  candidateIn(place, 'Ada'),
  candidateIn(place, 'Bob', halves),
  candidateIn(place, 'Cy', 'no code at all {'),
];

const options: ClassOptions = {
  stems: [firstStage],
  milestones: [],
  isolation,
  seed: 3,
  backend: 'cpu',
  jobs: 1,
  results,
};

/** Grades and gives the full results. */
async function grade(more: Partial<ClassOptions> = {}, class_ = students): Promise<SubmissionReport[]> {
  const all = { ...options, ...more };
  const { rows } = await gradeClass(class_, all);
  return rows.map((row) => fullResult(row, all.results));
}

/** The files of kept results with the time they were written. */
const kept = () => readdirSync(results).map((name) => [name, statSync(join(results, name)).mtimeMs] as const);

/** Resumes and tells how many files were written anew. */
async function resume(more: Partial<ClassOptions> = {}, class_ = students) {
  const before = new Map(kept());
  const graded = await grade(more, class_);
  return { results: graded, written: kept().filter(([name, time]) => before.get(name) !== time).length };
}

let interrupted: SubmissionReport[] = [];
let all: SubmissionReport[] = [];
beforeAll(async () => {
  const interrupt = new AbortController();
  interrupted = await grade({ signal: interrupt.signal, onRow: () => interrupt.abort() });
  all = await grade({ results: quiet, jobs: 2 });
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
  expect(await resume()).toEqual({ written: 2, results: all });
});

test('a second resumption grades nothing', async () => {
  expect(await resume()).toEqual({ written: 0, results: all });
});

test('renaming costs nothing, and two of the same code are two rows with one result', async () => {
  const twins = [candidateIn(place, 'Dan', halves), candidateIn(place, 'Eve', halves)];
  const again = await resume({}, twins);
  expect(again.written).toBe(0);
  expect(again.results).toEqual(twins.map(({ name }) => ({ ...all[1], name, source: name })));
});

test('a damaged result is graded again, and another seed is another grading', async () => {
  const [[name] = ['']] = kept();
  writeFileSync(join(results, name), readFileSync(join(results, name), 'utf8').slice(0, 100));
  expect(await resume()).toEqual({ written: 1, results: all });
  expect((await resume({ seed: 4 })).written).toBe(3);
});

test('what an older grading holds under the same key is taken from there, damaged ones are not', async () => {
  const [older, fresh] = [join(place, 'older'), join(place, 'fresh')];
  mkdirSync(older);
  for (const [index, name] of readdirSync(quiet).entries()) {
    if (index === 0) writeFileSync(join(older, name), '{"name":"Ada"');
    else copyFileSync(join(quiet, name), join(older, name));
  }
  // A trace in what is kept shows who was not graded again.
  for (const name of readdirSync(older).slice(0)) {
    const text = readFileSync(join(older, name), 'utf8').replace(
      '"notes":[]',
      '"notes":["x"],"problem":"kept"',
    );
    writeFileSync(join(older, name), text);
  }
  const again = await grade({ results: fresh, older });
  expect(again.filter(({ problem }) => problem === 'kept')).toHaveLength(2);
  expect(again.flatMap(({ notes }) => notes)).toEqual([]);
  expect(readdirSync(fresh).sort()).toEqual(readdirSync(quiet).sort());
});

test('nothing is begun after an interruption, and an empty class is no error', async () => {
  expect(await grade({ signal: AbortSignal.abort() })).toEqual([]);
  expect(await grade({}, [])).toEqual([]);
});
