import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClassOptions, fullResult, gradeClass } from '../../grader/grade-class';
import { findSubmissions } from '../../grader/intake/find';
import type { SubmissionReport } from '../../grader/report/schema';
import { reversalMilestone, stagesOf } from '../../lib/course';
import { root } from '../../lib/root';
import { type Expected, expectations } from './support/expectations';
import { isolation } from './support/isolation';

const submissions = 'examples/submissions';
let folder: string;
let results: Map<string, SubmissionReport>;

/** A training takes longer than all tests: without EXAMPLES=all these alone are trained, one for each way to end. */
const trained = ['correct-loops', 'half-done', 'leaky-mask', 'wrong-export'];
/** Graded in any case, for what the tests below say of them; the others with EXAMPLES=all. */
const graded = [
  ...trained,
  ...['correct-einsum', 'mask-after-softmax', 'mask-transposed', 'returns-array', 'throws-at-import'],
  'untouched',
];
const isGraded = (name: string) => process.env.EXAMPLES === 'all' || graded.includes(name);
const isTrained = (name: string) => process.env.EXAMPLES === 'all' || trained.includes(name);

/** What the whole course is worth, or what of it was graded. */
const pointsOf = (name: string, all: number, milestone: string) =>
  isTrained(name) || !/^(passed|blocked)/.test(milestone) ? all : all - reversalMilestone.points;

/** Grades some of the examples for real. */
async function grade(
  names: readonly string[],
  options: Pick<ClassOptions, 'backend' | 'jobs' | 'milestones'>,
) {
  const paths = names.map((name) => join(submissions, name));
  const found = await findSubmissions(paths, root);
  expect(found.rejections).toEqual([]);
  const stems = stagesOf('core').map(({ stem }) => stem);
  const results = await mkdtemp(join(folder, 'results-'));
  const plan = { stems, seed: 1, results, isolation, ...options };
  const { rows } = await gradeClass(found.candidates, plan);
  return new Map(rows.map((row) => [row.report.name, fullResult(row, results)]));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const names = Object.keys(expectations).filter(isGraded);
  const options = { backend: 'wasm', jobs: 2 } as const;
  results = new Map([
    ...(await grade(names.filter(isTrained), { ...options, milestones: ['reversal'] })),
    ...(await grade(
      names.filter((name) => !isTrained(name)),
      { ...options, milestones: [] },
    )),
  ]);
}, 1_200_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function resultOf(name: string): SubmissionReport {
  const result = results.get(name);
  if (!result) throw new Error(`${name} was not graded`);
  return result;
}

/** The functions that have not passed, in words: `blocked by 02`. */
function statusesOf({ stages: rows }: SubmissionReport): Record<string, string> {
  const functions = rows.flatMap((row) => row.functions).filter(({ status }) => status !== 'passed');
  return Object.fromEntries(functions.map((each) => [each.name, words(each.status, each.blockedBy)]));
}

function words(status: string, blockedBy: string | undefined): string {
  return status === 'blocked' ? `blocked by ${blockedBy?.slice(0, 2)}` : status;
}

function messagesOf({ stages: rows, milestones }: SubmissionReport): string {
  const tests = rows.flatMap((row) => row.functions).flatMap((each) => each.tests);
  const failed = tests.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not started');
  return [...failed.map(({ message, hint }) => `${message}\n${hint}`), milestones[0]?.sentence].join('\n');
}

test('every example is expected, and every one says in its README what it is', async () => {
  expect((await readdir(join(root, submissions))).sort()).toEqual(Object.keys(expectations).sort());
  for (const name of Object.keys(expectations)) {
    const [line = ''] = (await readFile(join(root, submissions, name, 'README.md'), 'utf8')).split('\n');
    expect(line.length).toBeGreaterThan(10);
  }
});

describe.each(Object.entries(expectations).filter(([name]) => isGraded(name)))(
  '%s',
  (name: string, expected: Expected) => {
    test('has the expected statuses, milestone, score and message', () => {
      const result = resultOf(name);
      expect(statusesOf(result)).toEqual(expected.functions);
      const { status = '', blockedBy } = result.milestones[0] ?? {};
      if (isTrained(name)) expect(words(status, blockedBy)).toBe(expected.milestone);
      expect(result.score).toBeCloseTo(pointsOf(name, expected.score, expected.milestone));
      if (expected.says) expect(messagesOf(result)).toMatch(expected.says);
    });

    test('does not keep the points of its bug', () => {
      const failed = resultOf(name)
        .stages.flatMap((row) => row.functions)
        .filter(({ status }) => ['failed', 'crashed', 'timed out', 'not started'].includes(status));
      for (const each of failed) expect(each.score).toBeLessThanOrEqual(each.maxScore / 2);
      if (name.startsWith('correct')) expect(resultOf(name).score).toBe(resultOf(name).maxScore);
    });
  },
);

test('the leaky model fails the reversal, with the first half as the reason', () => {
  const [milestone] = resultOf('leaky-mask').milestones;
  expect(milestone?.reason).toBe('first half above chance');
  expect(milestone?.score).toBe(0);
  const firstHalf = milestone?.positions.filter(({ half }) => half === 'first') ?? [];
  expect(firstHalf).toHaveLength(5);
  for (const { accuracy, ok } of firstHalf) expect([accuracy > 0.9, ok]).toEqual([true, false]);
  expect(resultOf('correct-loops').milestones[0]?.maxScore).toBe(reversalMilestone.points);
});

const leaks: readonly [name: string, kind: string | undefined][] = [
  ['leaky-mask', 'no mask'],
  ['mask-after-softmax', 'mask after softmax'],
  ['mask-off-by-one', 'off by one'],
  ['mask-transposed', 'transposed'],
  ['correct-async-tidy', 'none'],
  ['correct-einsum', 'none'],
  ['correct-loops', 'none'],
  ['nan-rows', 'none'],
  ['half-done', undefined],
  ['untouched', undefined],
];

test.each(leaks.filter(([name]) => isGraded(name)))('%s leaks in this way: %s', (name, kind) => {
  expect(resultOf(name).pictures.influence?.kind).toBe(kind);
});

/** What has to be the same on every backend, however many jobs there are. */
function essence(graded: Map<string, SubmissionReport>, name: string) {
  const { stages: rows, milestones = [] } = graded.get(name) ?? {};
  const functions = rows?.flatMap((row) => row.functions);
  return {
    name,
    functions: functions?.map((each) => [each.name, each.status, each.blockedBy, each.score]),
    milestones: milestones.map(({ status, score }) => [status, score]),
  };
}

test('another backend and one job give the same scores', async () => {
  const tested = ['correct-einsum', 'mask-after-softmax'];
  const again = await grade(tested, { backend: 'cpu', jobs: 1, milestones: [] });
  for (const name of tested) {
    expect(essence(again, name)).toEqual({ ...essence(results, name), milestones: [] });
  }
}, 1_200_000);
