/** Every kind of message in its three places: the student's copy, the instructor's page, the terminal. */
import { describe, expect, test } from 'vitest';
import type { FunctionReport } from '../../grader/report/schema';
import type { ReversalReason } from '../../lib/reversal/verdict';
import { rejected, submission, withFunction } from './report-support/build';
import { canary, cases, name, numbers, right, textsOf, told } from './report-support/canary';
import { studentPageOf, textOf } from './report-support/render';
import { reversalVerdictOf } from './report-support/verdicts';

describe('a public test', () => {
  test.each(cases.filter(({ outcome }) => outcome !== 'not started'))(
    'of kind $kind that ended as $outcome is shown in full everywhere',
    async ({ kind, outcome }) => {
      const tests = [told({ kind, outcome, hidden: false })];
      const { student, instructor, terminal } = await textsOf(withFunction(name, { status: outcome, tests }));
      for (const text of [student, instructor, terminal]) {
        for (const part of ['claim', 'fact', 'cause']) expect(text).toContain(`${canary} ${part} ${numbers}`);
        if (outcome !== 'failed') expect(text).toMatch(new RegExp(`claim ${numbers}:? \\(?${outcome}`));
      }
    },
  );

  test('that is not started waits', async () => {
    const tests = [told({ hidden: false, outcome: 'not started' })];
    const { student, instructor } = await textsOf(withFunction(name, { status: 'not started', tests }));
    for (const text of [student, instructor]) expect(text).toContain('1 test waiting for it');
  });
});

describe('advice', () => {
  test.each(['failed', 'crashed', 'timed out'] as const)(
    'that ended as %s is no failure',
    async (outcome) => {
      const tests = [right, told({ kind: 'advice', outcome, hidden: false })];
      const { student, instructor, terminal } = await textsOf(withFunction(name, { tests }));
      for (const text of [student, instructor]) {
        expect(text).toContain(`Advice, costs no points: ${canary} claim ${numbers}`);
        expect(text).not.toContain('✗');
        expect(text).not.toContain('What to fix first');
      }
      expect(terminal).toContain(`Advice, costs no points 02 ${name} ${canary} claim ${numbers} threw`);
      expect(terminal).not.toContain('Tests that did not pass');
    },
  );

  test('of a hidden test stays with the instructor', async () => {
    const tests = [right, told({ kind: 'advice' })];
    const { html, instructor, terminal } = await textsOf(withFunction(name, { tests }));
    expect(html).not.toContain(canary);
    for (const text of [instructor, terminal]) expect(text).toContain(`${canary} cause ${numbers}`);
  });

  test('is never the cause of a failure', async () => {
    const advice = told({ kind: 'advice', hidden: false });
    const failing = told({ hidden: false, message: 'largest error 1', hint: undefined });
    const { terminal } = await textsOf(withFunction(name, { status: 'failed', tests: [advice, failing] }));
    expect(terminal).toMatch(
      /What to fix first 1\. attention in 02: failed(, [\d.]+ points to gain)? largest error 1/,
    );
  });
});

const mistake = (functionName: string, title: string) => ({
  id: title,
  functionName,
  title,
  misconception: `belief in ${title}`,
  hint: `nudge about ${title}`,
  read: `section on ${title}`,
});

const diagnoses: [string, NonNullable<FunctionReport['diagnosis']>, string[], string[]][] = [
  [
    'one mistake',
    [mistake(name, 'rows are columns')],
    ['Your result is what you get when rows are columns.'],
    ['belief in rows are columns', 'nudge about rows are columns', 'section on rows are columns'],
  ],
  [
    'a pair',
    [mistake(name, 'rows are columns'), mistake(name, 'the mask is inverted')],
    ['Your result is what you get when rows are columns, and besides the mask is inverted.'],
    ['belief in rows are columns', 'nudge about the mask is inverted', 'section on the mask is inverted'],
  ],
  [
    'one of its own and one of another function',
    [mistake(name, 'rows are columns'), mistake('attentionPattern', 'the mask is inverted')],
    ['Your result is what you get when rows are columns, and besides the mask is inverted.'],
    ['nudge about rows are columns'],
  ],
  [
    'what follows from another function',
    [mistake('attentionPattern', 'rows are columns')],
    ['It goes wrong with attentionPattern, which it uses: mend that first.'],
    [],
  ],
];

describe('a diagnosis', () => {
  test.each(diagnoses)('of %s', async (_, diagnosis, facts, details) => {
    const tests = [told({ hidden: false })];
    const { student, instructor, terminal } = await textsOf(
      withFunction(name, { status: 'failed', tests, diagnosis }),
    );
    for (const text of [student, instructor, terminal]) {
      for (const words of [...facts, ...details]) expect(text).toContain(words);
    }
    const [fact = ''] = facts;
    // As the root cause and with the function; for a student in its step alone.
    expect([student, instructor, terminal].map((text) => text.split(fact).length - 1)).toEqual([1, 2, 2]);
  });

  test('of another function tells nothing of that mistake here', async () => {
    const diagnosis = [mistake('attentionPattern', 'rows are columns')];
    const one = withFunction(name, { status: 'failed', tests: [told({ hidden: false })], diagnosis });
    for (const text of Object.values(await textsOf(one))) expect(text).not.toContain('nudge about');
  });
});

describe('the ladder of a student', () => {
  test('goes from the category over the diagnosis to the hints, all closed, the last one not printed', async () => {
    const diagnosis = [mistake('attentionPattern', 'rows are columns')];
    const one = withFunction('attentionPattern', { status: 'failed', tests: [right, told({})], diagnosis });
    const html = await studentPageOf(one);
    const steps = [...html.matchAll(/<details><summary>(.*?)<\/summary>/g)].map(([, title]) => title);
    expect(steps).toEqual([
      'What your result looks like',
      'What is often behind it',
      'A nudge',
      'Hint 1 of 3',
      'Hint 2 of 3',
      'Hint 3 of 3',
    ]);
    expect(html).not.toMatch(/<details[^>]* open/);
    const text = textOf(html);
    expect(text.indexOf('a hidden test of the numbers')).toBeLessThan(text.indexOf('What your result'));
    expect(text).toContain('Hint 1 of 3 One score for each pair of a query and a key');
    expect(text).toContain('Hint 3 of 3 npm run hint 2a opens it in your folder, after those before it.');
    expect(text).not.toContain('Divide by the root of the last axis');
  });

  test.each(['passed', 'blocked', 'not started'] as const)('is not there for what is %s', async (status) => {
    expect(await studentPageOf(withFunction(name, { status }))).not.toContain('Hint 1 of');
  });
});

describe('what was handed in', () => {
  const graderFault = 'was not graded, through a fault of the grader';
  test.each([
    ['spring/class/Bob.zip is damaged: zip it again', 'Bob.zip is damaged: zip it again'],
    ['Bob.zip holds no stages', 'Bob.zip holds no stages'],
    [`${graderFault}: ${canary} ${numbers}; grade it again`, `It ${graderFault}, not of yours.`],
  ])('is rejected: %s', async (problem, words) => {
    const { html, student, instructor, terminal } = await textsOf(rejected('Bob', problem));
    expect(student).toContain(`✗ Not graded ${words}`);
    for (const secret of [canary, numbers, 'spring']) expect(html).not.toContain(secret);
    expect(instructor).toContain(`✗ Not graded ${problem}`);
    expect(terminal).toContain(`✗ not graded: ${problem}`);
  });

  test('is noted everywhere', async () => {
    const texts = await textsOf({ ...withFunction(name, {}), notes: ['left out node_modules (2 files)'] });
    for (const text of Object.values(texts)) expect(text).toContain('left out node_modules (2 files)');
  });

  test('cannot be loaded', async () => {
    const one = withFunction(name, {});
    const problem = 'exercises/02-attention.ts:3: Expected `}`';
    const stages = one.stages.map((stage) =>
      stage.stem === '02-attention'
        ? { ...stage, status: 'crashed' as const, problem, functions: [] }
        : stage,
    );
    const { student, instructor, terminal } = await textsOf({ ...one, stages });
    for (const text of [student, instructor, terminal]) expect(text).toContain(problem);
  });
});

describe('credit that follows through', () => {
  const followed = { status: 'blocked', blockedBy: '02-attention', followThrough: true } as const;

  test('is explained everywhere', async () => {
    const { student, instructor, terminal } = await textsOf(withFunction('multiHeadAttention', followed));
    const sentence =
      'Your 02 is not right, so multiHeadAttention was tested on the reference for 02: full credit for multiHeadAttention.';
    for (const text of [student, instructor, terminal]) expect(text).toContain(sentence);
    for (const text of [student, instructor]) expect(text).toContain('all 5 tests passed');
  });

  test('of a function that is blocked without it names the stage', async () => {
    const blocked = { ...followed, followThrough: false, tests: [told({ hidden: false })] };
    const { student, instructor } = await textsOf(withFunction('multiHeadAttention', blocked));
    for (const text of [student, instructor]) expect(text).toContain('multiHeadAttention ⊘ blocked by 02');
  });
});

describe('the milestone', () => {
  const judged: Record<ReversalReason, string> = {
    learned: 'Your model has learned to reverse.',
    'first half above chance': 'Your model knows 97% of the first half: the future leaks.',
    'second half not learned': 'The second half is not learned: place 7 is known at 31%.',
    'untrained model above chance': 'Before any training your model knows 64% of the first half.',
    'not a number': 'Your model answers NaN already before the training.',
    'skill without its weights': 'With weights drawn again your model knows 99% of the second half.',
    'shuffled targets learned':
      'Trained towards targets that say nothing, your model knows 99% of the second half.',
    'weights make no difference': 'With other weights your model gives the same logits.',
  };
  test.each(Object.entries(judged))('gives the reason "%s"', async (reason, sentence) => {
    const status = reason === 'learned' ? ('passed' as const) : ('failed' as const);
    const milestone = { ...reversalVerdictOf('not started'), status, reason, sentence };
    const { student, instructor, terminal } = await textsOf(
      submission('Ada', {}, { milestone, pictures: {} }),
    );
    for (const text of [student, instructor, terminal]) expect(text).toContain(sentence);
    for (const text of [student, instructor])
      expect(text.includes(`✗ failed${reason}`)).toBe(status === 'failed');
  });

  test.each([
    ['not started', 'There is no model to train yet: embed is not written.'],
    ['blocked', 'There is no model to train yet: embed is not written.'],
    ['timed out', 'The model could not be trained: no answer within 10 s.'],
  ] as const)('that is %s says so', async (status, sentence) => {
    const milestone = { ...reversalVerdictOf('not started'), status, reason: status, sentence };
    const { student, instructor, terminal } = await textsOf(
      submission('Ada', {}, { milestone, pictures: {} }),
    );
    for (const text of [student, instructor, terminal]) expect(text).toContain(sentence);
  });

  test('that crashed tells a student where, in words of the report', async () => {
    const sentence = `The model could not be trained: threw Error: ${canary} ${numbers} (exercises/06-transformer.ts:9).`;
    const milestone = { ...reversalVerdictOf('not started'), status: 'crashed' as const, sentence };
    const { html, student, instructor, terminal } = await textsOf(
      submission('Ada', {}, { milestone, pictures: {} }),
    );
    expect(student).toContain(
      'The model could not be trained: it throws Error (exercises/06-transformer.ts:9). npm run reversal shows all of it.',
    );
    expect(html).not.toContain(canary);
    for (const text of [instructor, terminal]) expect(text).toContain(sentence);
  });
});
