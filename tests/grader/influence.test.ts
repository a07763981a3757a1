import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { influencePicture, readRecorded } from '../../grader/criteria/influence';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';
import { type Texts, temporaryFolder } from './support/folders';
import { shortTimes, subjectsIn } from './support/subjects';

const subjects = subjectsIn(temporaryFolder());

/** The reference as a submission, with one piece of the text of a stage replaced. */
async function submission(stage = '', find = '', put = ''): Promise<Texts> {
  const files = stages.map(async ({ stem }) => {
    const text = await readFile(join(root, 'solutions', `${stem}.ts`), 'utf8');
    if (stem === stage && !text.includes(find)) throw new Error(`${stem} does not contain "${find}"`);
    return [`exercises/${stem}.ts`, stem === stage ? text.replace(find, put) : text] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

async function picture(...change: Parameters<typeof submission>) {
  return influencePicture(await subjects.startAll(await submission(...change)), 1);
}

const body = 'const mask = causalMask(tokens.shape[1]);';

describe('influencePicture', () => {
  test('of the reference shows no leak, by perturbation and by gradient', async () => {
    const { perturbation = [], gradient = [], kind } = (await picture()) ?? {};
    expect(kind).toBe('none');
    for (const matrix of [perturbation, gradient]) {
      const sees = matrix.map((row) => row.map((value) => Number(value > 0)));
      expect(sees).toEqual(
        Array.from({ length: 6 }, (_, t) => [0, 1, 2, 3, 4, 5].map((s) => Number(s <= t))),
      );
    }
  });

  test('names a leak', async () => {
    const found = await picture('03-masking', '-1, 0)', '-1, 1)');
    expect(found?.kind).toBe('off by one');
    expect(found?.sentence).toContain('exactly one token too many');
  });

  test('names a leak that only the process of the submission can see', async () => {
    const inTraining = `${body.replace('mask', 'own')} const mask = params.embedding instanceof tf.Variable ? tf.onesLike(own) : own;`;
    expect((await picture('06-transformer', body, inTraining))?.kind).toBe('only in training');
  });

  test.each([
    ['throws', "throw new Error('no');"],
    ['is not written', "return todo('transformer') as never;"],
    ['gives NaN', 'return tf.fill([...tokens.shape, config.vocab], Number.NaN) as never;'],
    ['gives another shape', 'return tf.zeros([1, 2, 3]) as never;'],
    ['ends the process', 'process.exit(3);'],
  ])('is absent when the transformer %s', async (_, statement) => {
    expect(await picture('06-transformer', body, `${statement} ${body}`)).toBeUndefined();
  });

  test('is absent when the transformer never comes back', async () => {
    const files = await submission('06-transformer', body, `for (;;) {} ${body}`);
    expect(await influencePicture(await subjects.startAll(files, shortTimes), 1)).toBeUndefined();
  });

  test('has no gradient when recording fails, and all the rest', async () => {
    const refusing = `if (params.embedding instanceof tf.Variable) throw new Error('not in a training'); ${body}`;
    const found = await picture('06-transformer', body, refusing);
    expect(found).toMatchObject({ kind: 'none', gradient: undefined });
  });
});

describe('readRecorded', () => {
  const matrix = Array.from({ length: 6 }, () => [0, 1, 2, 3, 4, 5]);
  const spoiled = (entry: unknown) => [[entry, 1, 2, 3, 4, 5], ...matrix.slice(1)];

  test('takes two matrices of numbers', () => {
    expect(readRecorded({ gradient: matrix, training: matrix, more: 1 })).toEqual({
      gradient: matrix,
      training: matrix,
    });
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'matrix'],
    ['a matrix that is missing', { gradient: matrix }],
    ['too few rows', { gradient: matrix, training: matrix.slice(1) }],
    ['rows that are too long', { gradient: matrix.map((row) => [...row, 6]), training: matrix }],
    ['NaN', { gradient: spoiled(Number.NaN), training: matrix }],
    ['an infinity', { gradient: matrix, training: spoiled(Number.POSITIVE_INFINITY) }],
    ['a negative number', { gradient: matrix, training: spoiled(-1) }],
    ['a text in the place of a number', { gradient: matrix, training: spoiled('1') }],
  ])('refuses %s', (_, told) => {
    expect(readRecorded(told)).toBeUndefined();
  });
});
