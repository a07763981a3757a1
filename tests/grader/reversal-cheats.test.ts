import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gradeReversal } from '../../grader/criteria/reversal';
import { stages } from '../../lib/course';
import type { ReversalReason, TrainingOutcome } from '../../lib/reversal/verdict';
import { cheats, impostors } from './support/cheats';
import { everything } from './support/everything';
import { subjectsIn } from './support/subjects';

const folder = await mkdtemp(join(tmpdir(), 'cheats-'));
const subjects = subjectsIn(folder);
afterAll(() => rm(folder, { recursive: true, force: true }));

const expected: Record<keyof typeof cheats, [ReversalReason, TrainingOutcome]> = {
  'from the first call on': ['untrained model above chance', 'nothing to learn'],
  'after thirty calls': ['skill without its weights', 'memorised'],
  'while the weights are variables, and near them ever after': ['second half not learned', 'memorised'],
  'when the norm of the weights is not that of a draw': ['skill without its weights', 'nothing to learn'],
  'as a bonus, when a checksum of the weights has changed': ['skill without its weights', 'learned'],
  'when the weights bear a mark, left there in the training': ['shuffled targets learned', 'learned'],
  'from a table of the strings of the training': ['second half not learned', 'memorised'],
  'after training itself in every call': ['untrained model above chance', 'nothing to learn'],
};

describe('a model that reverses by rule fails', () => {
  // The first and the one with the mark with every other test, all with `npm run attacks`.
  const some = Object.entries(cheats).filter((_, index) => everything || index % 5 === 0);

  test.each(some)('%s', async (name, text) => {
    const subject = await subjects.startAll({ 'exercises/06-transformer.ts': text }, undefined, 'wasm');
    const { verdict } = await gradeReversal(subject, 5, { answers: false });
    const [reason, training] = expected[name as keyof typeof cheats];
    expect(verdict).toMatchObject({ passed: false, reason });
    expect(verdict.training).toBe(training);
  });
});

/** The reference, with another text of stage 06 when one is given. */
async function reference(transformer?: (text: string) => string): Promise<Record<string, string>> {
  const texts = await Promise.all(
    stages.map(async ({ stem }) => {
      const text = await readFile(new URL(`../../solutions/${stem}.ts`, import.meta.url), 'utf8');
      return [`exercises/${stem}.ts`, stem === '06-transformer' && transformer ? transformer(text) : text];
    }),
  );
  return Object.fromEntries(texts);
}

describe("a model that is the course's transformer but for its skill fails", () => {
  const found: Record<keyof typeof impostors, string> = {
    'by a rule that a learned number switches on': 'answers not from the weights',
    'by a rule for trained weights that it is asked about again': 'answers not from the weights',
    'with weights that it has brought along': 'weights from elsewhere',
  };

  test.each(Object.entries(impostors))('%s', async (name, text) => {
    const files = await reference(
      (right) => right.replace('export function transformer(', 'function real(') + text,
    );
    const subject = await subjects.startAll(files, undefined, 'wasm');
    const { verdict, resemblance } = await gradeReversal(subject, 5, { answers: false });
    expect(verdict).toMatchObject({ passed: false, reason: found[name as keyof typeof impostors] });
    expect(resemblance).toBe('same model');
    // Nothing else finds it.
    expect([...verdict.controls, ...verdict.positions].filter(({ ok }) => !ok)).toEqual([]);
  });
});

test('a right model passes, with every control at chance', async () => {
  const subject = await subjects.startAll(await reference(), undefined, 'wasm');
  const { verdict, resemblance } = await gradeReversal(subject, 5, { answers: false });
  expect(verdict.reason, verdict.sentence).toBe('learned');
  expect(verdict.training).toBe('learned');
  expect(resemblance).toBe('same model');
  expect(verdict.controls.map(({ name }) => name)).toEqual(['untrained']);
  // No more than a lucky place: the limit is 50%.
  for (const { name, accuracy } of verdict.controls) expect(accuracy, name).toBeLessThan(0.25);
  // Some of the held-out strings may have been trained on: these do not count.
  expect(verdict.unseen).toBeGreaterThan(1900);
  for (const { half, trials } of verdict.positions) {
    expect(trials).toBe(half === 'first' ? verdict.strings : verdict.unseen);
  }
});

test('a model that the reference cannot vouch for is trained on shuffled targets, too, and passes at chance', async () => {
  const files = await reference((right) => right.replace('rows.mul(Math.sqrt(dModel))', 'rows'));
  const subject = await subjects.startAll(files, undefined, 'wasm');
  const { verdict, resemblance } = await gradeReversal(subject, 5, { answers: false });
  expect(verdict.reason, verdict.sentence).toBe('learned');
  expect(resemblance).toBe('another model');
  expect(verdict.controls.map(({ name, trials }) => [name, trials])).toEqual([
    ['untrained', 1_800],
    ['redrawn', 12_000],
    ['permuted', 12_000],
    ['shuffled', 1_800],
    ['shuffled targets', 3_300],
  ]);
  for (const { name, accuracy } of verdict.controls) expect(accuracy, name).toBeLessThan(0.25);
});
