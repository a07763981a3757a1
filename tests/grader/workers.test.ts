/** Workers that die, hang on and run full: made-up ones, each a few lines of JavaScript. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../grader/intake/submission';
import { limits } from '../../grader/limits';
import type { Row } from '../../grader/workers/job';
import { gradeAll, type PoolOptions } from '../../grader/workers/pool';
import { Worker } from '../../grader/workers/worker';
import { temporaryFolder } from './support/folders';
import { firstStage } from './support/submissions';

const place = temporaryFolder();
const plan = {
  stems: [firstStage],
  milestones: [],
  seed: 1,
  backend: 'cpu',
  runtime: { sandbox: { kind: 'none' as const }, host: '', tensorFlow: '', packages: '' },
};
const common = { plan, course: '', results: '', older: undefined };
const class_ = (...names: string[]): Candidate[] =>
  names.map((name) => ({ name, source: `${name}.zip`, path: '', given: name }));

let files = 0;
/** A worker whose answer is the value of some JavaScript; its note says which process it was. */
function workerFile(answer: string): string {
  const file = join(place, `worker-${++files}.mjs`);
  const text = `
import { readdirSync, writeFileSync } from 'node:fs';
const scratch = process.argv[2];
const row = (name, more = {}) => ({ row: { key: name, report: { name, notes: [String(process.pid)], ...more } } });
/** How often this was asked before. */
const before = (name) => {
  const count = readdirSync(scratch).filter((each) => each.startsWith(name + '.')).length;
  writeFileSync(scratch + '/' + name + '.' + count, '');
  return count;
};
const until = async (name) => {
  while (!readdirSync(scratch).includes(name + '.0')) await new Promise((go) => setTimeout(go, 20));
};
let memory = 100;
process.on('message', async ({ candidate: { name } }) => { process.send({ answer: await (${answer}), memory }); });
process.on('disconnect', () => process.exit());
`;
  writeFileSync(file, text);
  return file;
}

/** Grades with such workers. */
function grade(answer: string, names: string[], more: Partial<PoolOptions> = {}): Promise<Row[]> {
  const file = workerFile(answer);
  const scratch = mkdtempSync(join(place, 'scratch-'));
  return gradeAll(class_(...names), { jobs: 1, common, start: () => new Worker(file, scratch), ...more });
}

const pidsOf = (rows: readonly Row[]) => rows.map(({ report }) => report.notes[0]);
const isAlive = (pid: string | undefined) => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

describe('a worker that dies', () => {
  test('costs no other submission anything, and its own only a second try', async () => {
    const dies = "name === 'Bob' && before(name) === 0 ? process.kill(process.pid, 'SIGKILL') : row(name)";
    const rows = await grade(dies, ['Ada', 'Bob', 'Cy']);
    expect(rows.map(({ key }) => key)).toEqual(['Ada', 'Bob', 'Cy']);
    const [ada, bob, cy] = pidsOf(rows);
    expect(bob).not.toBe(ada);
    expect(cy).toBe(bob);
  });

  test.each([
    ["process.kill(process.pid, 'SIGKILL')", 'its worker process was ended by SIGKILL'],
    ['process.exit(7)', 'its worker process ended with exit code 7'],
    ['Promise.reject(new Error("x"))', 'its worker process ended with exit code 1'],
    [
      "(console.error('FATAL ERROR: JavaScript heap out of memory'), process.abort())",
      'its worker process ran out of memory',
    ],
    ["({ fault: 'the tests could not be run' })", 'the tests could not be run'],
  ])('three times of the same submission: %s', async (end, words) => {
    const rows = await grade(`name === 'Bob' ? (before(name), ${end}) : row(name)`, ['Bob', 'Cy']);
    expect(rows[0]).toEqual({
      report: expect.objectContaining({
        name: 'Bob',
        source: 'Bob.zip',
        status: 'rejected',
        maxScore: 8,
        problem: `was not graded, through a fault of the grader: ${words} (tried 3 times); grade it again`,
      }),
    });
    expect(rows[1]?.key).toBe('Cy');
  });

  test('between two submissions is no fault of the next one', async () => {
    const rows = await grade('(setTimeout(() => process.exit(), 5), row(name))', ['Ada', 'Bob', 'Cy'], {
      onRow: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100),
    });
    expect(rows.map(({ key }) => key)).toEqual(['Ada', 'Bob', 'Cy']);
  });

  test('cannot print into the progress of the grader', async () => {
    const written: unknown[] = [];
    const [out, err] = [process.stdout.write, process.stderr.write];
    process.stdout.write = process.stderr.write = (text) => written.push(text) > 0;
    try {
      await grade("(console.log('loud'), console.error('loud'), row(name))", ['Ada']);
    } finally {
      [process.stdout.write, process.stderr.write] = [out, err];
    }
    expect(written.join('')).not.toContain('loud');
  });
});

test('a worker makes room for a new one after 25 submissions, and none is left in the end', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `S${index}`);
  const rows = await grade('row(name)', names);
  expect(rows.map(({ key }) => key)).toEqual(names);
  const counts = new Map<string | undefined, number>();
  for (const pid of pidsOf(rows)) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  expect([...counts.values()]).toEqual([25, 25, 10]);
  expect([...counts.keys()].filter(isAlive)).toEqual([]);
});

test('a worker that uses too much memory makes room for a new one', async () => {
  const rows = await grade(`((memory = name === 'Bob' ? ${limits.workerMemory} + 1 : 100), row(name))`, [
    'Ada',
    'Bob',
    'Cy',
  ]);
  const [ada, bob, cy] = pidsOf(rows);
  expect(bob).toBe(ada);
  expect(cy).not.toBe(bob);
});

test('several workers share the class, and the rows stay in its order', async () => {
  const names = ['Ada', 'Bob', 'Cy', 'Dan'];
  // Ada's worker is busy until Dan's turn has come.
  const slow = "(before(name), name === 'Ada' ? until('Dan').then(() => row(name)) : row(name))";
  const told: string[] = [];
  const onRow = ({ key = '' }: Row, done: number) => told.push(`${key} ${done}`);
  const rows = await grade(slow, names, { jobs: 2, onRow });
  expect(rows.map(({ key }) => key)).toEqual(names);
  expect(new Set(pidsOf(rows)).size).toBe(2);
  expect(told.slice(0, 2)).toEqual(['Bob 1', 'Cy 2']);
  expect(told).toHaveLength(4);
});

test('a full disk ends the class: nobody is rejected for it, and no worker is left', async () => {
  const told: Row[] = [];
  const full = `name === 'Bob' ? { storage: { folder: 'F', code: 'ENOSPC' } } : name === 'Cy' ? new Promise(() => 0) : row(name)`;
  const graded = grade(full, ['Ada', 'Bob', 'Cy', 'Dan'], { jobs: 2, onRow: (row) => told.push(row) });
  await expect(graded).rejects.toThrow('F cannot be written to: the disk is full (ENOSPC)');
  expect(told.every(({ key }) => key !== undefined)).toBe(true);
  expect(pidsOf(told).filter(isAlive)).toEqual([]);
});

test('an interruption gives up what is unfinished at once', async () => {
  const interrupt = new AbortController();
  const hangs = "name === 'Cy' ? new Promise(() => 0) : row(name)";
  const rows = await grade(hangs, ['Ada', 'Bob', 'Cy', 'Dan'], {
    signal: interrupt.signal,
    onRow: (_, done) => done === 2 && setTimeout(() => interrupt.abort(), 50),
  });
  expect(rows.map(({ key }) => key)).toEqual(['Ada', 'Bob']);
  expect(pidsOf(rows).filter(isAlive)).toEqual([]);
});
