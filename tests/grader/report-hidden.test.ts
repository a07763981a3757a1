/** What a student is told of hidden tests, and that nothing of them gets into the student's copy. */
import { describe, expect, test } from 'vitest';
import { crashWords } from '../../grader/report/hidden';
import type { SubmissionReport } from '../../grader/report/schema';
import { studentCopy } from '../../grader/report/student-copy';
import { type ClaimKind, claimKinds } from '../../lib/course';
import { withFunction } from './report-support/build';
import { canary, cases, name, numbers, outcomes, place, right, textsOf, told } from './report-support/canary';

/** What a student reads of a hidden test. */
const categories: Readonly<Record<Exclude<ClaimKind, 'advice'>, string>> = {
  shape:
    '✗failed: a hidden test of the shape hidden With other sizes it does not give a result of the right shape.',
  property:
    '✗failed: a hidden test of a property hidden What has to hold for every input does not hold for some.',
  example:
    '✗failed: a hidden test of the numbers hidden With other inputs it does not give the right numbers.',
  fixture:
    '✗failed: a hidden test of the numbers hidden With other inputs it does not give the right numbers.',
  health:
    '✗failed: a hidden test of what the numbers do not show hidden Gradients reach every input, inputs stay as they were, the same call gives the same answer: one of these fails.',
};
const endings: Readonly<Record<Exclude<(typeof outcomes)[number], 'failed'>, string>> = {
  crashed: `!crashed: a hidden test (crashed) hidden With other inputs it throws TypeError ${place}.`,
  'timed out':
    '◷timed out: a hidden test (timed out) hidden With other inputs there is no answer in time: an endless loop, or a Promise that never settles?',
  'not started': '1 test waiting for it',
};

describe('a hidden test', () => {
  test.each(cases)('of kind $kind that ended as $outcome', async ({ kind, outcome }) => {
    const tests = [right, told({ kind, outcome })];
    const { html, student, instructor, terminal } = await textsOf(
      withFunction(name, { status: outcome, tests }),
    );
    expect(student).toContain(
      outcome === 'failed' ? categories[kind as keyof typeof categories] : endings[outcome],
    );
    expect(html).not.toContain(canary);
    expect(html).not.toContain(numbers);
    if (outcome === 'not started') return;
    for (const part of ['claim', 'fact', 'cause']) {
      expect(instructor).toContain(`${canary} ${part} ${numbers}`);
      expect(terminal).toContain(`${canary} ${part} ${numbers}`);
    }
    expect(terminal).toContain(`${canary} claim ${numbers} (hidden)`);
  });

  test('is counted once for each category of a function', async () => {
    const kinds: ClaimKind[] = ['example', 'fixture', 'property', 'fixture', 'shape'];
    const crashes = [
      told({ outcome: 'crashed' }),
      told({ outcome: 'crashed', message: 'ran out of memory' }),
    ];
    const tests = [right, ...kinds.map((kind) => told({ kind })), ...crashes];
    const { student } = await textsOf(withFunction(name, { status: 'failed', tests }));
    expect(student.match(/[✗!]\w+: (a|\d) hidden/g)).toHaveLength(4);
    expect(student).toContain('✗failed: 3 hidden tests of the numbers');
    expect(student).toContain(
      `2 hidden tests (crashed) hidden With other inputs it throws TypeError ${place}. With other inputs it ran out of memory.`,
    );
  });

  test('that passes is listed without its claim', async () => {
    const tests = [right, told({ outcome: 'passed' })];
    const { html, student } = await textsOf(withFunction(name, { tests }));
    expect(student).toContain('✓passed: a hidden test of the numbers hidden');
    expect(html).not.toContain(canary);
  });

  test('says where to look when every public test passes, and only then', async () => {
    const words = 'Every test that you have passes. Hidden ones ask the same with other sizes';
    const alone = await textsOf(withFunction(name, { status: 'failed', tests: [right, told({})] }));
    expect(alone.student).toContain(words);
    const both = [told({ hidden: false }), told({})];
    const { student } = await textsOf(withFunction(name, { status: 'failed', tests: both }));
    expect(student).not.toContain(words);
    expect(alone.instructor).not.toContain(words);
  });
});

describe('crashWords', () => {
  test.each([
    [
      `threw TypeError: scores.tranpose is not a function ${place}`,
      `it throws TypeError ${place}: scores.tranpose is not a function`,
    ],
    [
      `threw TypeError: Cannot read properties of undefined (reading 'shape') ${place}`,
      `it throws TypeError ${place}: Cannot read properties of undefined (reading 'shape')`,
    ],
    ['threw Error: Error in matMul: inner shapes (6) and (5)', 'it throws Error'],
    [`threw Error: [0.5,0.25] ${place}`, `it throws Error ${place}`],
    ['threw Q41: mine', 'it ends before it gives an answer'],
    ['threw Error: x (exercises/0.5.ts:12)', 'it throws Error'],
    ['threw Error: x (exercises/02-attention.ts:415926)', 'it throws Error'],
    ['threw TypeError: x41 is not a function', 'it throws TypeError'],
    ['ran out of memory (limit 1024 MiB)', 'it ran out of memory'],
    ['printed more than 8 MiB', 'it prints too much'],
    ['the process was ended by SIGKILL', 'it ends before it gives an answer'],
  ])('makes of "%s" "%s"', (message, words) => {
    expect(crashWords(message)).toBe(words);
  });
});

describe('the copy of a student', () => {
  const outcomesOf = ['passed', ...outcomes] as const;
  const tests = claimKinds.flatMap((kind) => outcomesOf.map((outcome) => told({ kind, outcome })));
  const functions = { status: 'failed' as const, tests: [right, ...tests] };
  const one = withFunction(name, functions);
  const printed = {
    ...one,
    stages: one.stages.map((stage) => ({ ...stage, output: `${canary} ${numbers}` })),
  };

  test('holds no word and no number of any hidden test, nor what the code printed on them', async () => {
    const copy = JSON.stringify(studentCopy(printed));
    const { html, instructor } = await textsOf(printed);
    for (const text of [copy, html]) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(numbers);
    }
    expect(instructor).toContain(canary);
  });

  test('has neither links nor the seed', async () => {
    const { html, instructor } = await textsOf(printed);
    expect(html.match(/href="[^#][^"]*"/g)).toBeNull();
    for (const word of ['314159265', 'seed', 'All submissions']) expect(html).not.toContain(word);
    expect(instructor).toContain('seed 314159265');
  });

  test('keeps points, statuses and public tests as they are', () => {
    const copy = studentCopy(printed);
    expect([copy.score, copy.maxScore]).toEqual([printed.score, printed.maxScore]);
    const of = ({ stages }: SubmissionReport) =>
      stages.flatMap((stage) => stage.functions.map(({ status, score }) => [status, score]));
    expect(of(copy)).toEqual(of(printed));
    expect(copy.stages[1]?.functions[1]?.tests[0]).toEqual(right);
  });
});
