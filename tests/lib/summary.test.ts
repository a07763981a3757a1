/** The wording of the summary, and what is said of a file that does not load. */
import { describe, expect, test } from 'vitest';
import { stages, stagesOf } from '../../lib/course';
import type { TestRecord } from '../../lib/results';
import { loadProblem } from '../../lib/runner/load-problem';
import { type RunResult, summary } from '../../lib/runner/summary';
import { judgeStage } from '../../lib/verdict';
import { recordsFor } from './support/records';

/** The summary without colours. */
function summed(stems: string[], records: TestRecord[], more: Partial<RunResult> = {}): string {
  const verdicts = stages
    .filter(({ stem }) => stems.includes(stem))
    .map((stage) => judgeStage(stage, records));
  const run = { verdicts, problems: new Map(), filtered: false, verbose: false, all: false, ended: true };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours depend on the terminal
  return summary({ ...run, ...more }).replace(/\u001b\[[0-9;]*m/g, '');
}

const two = ['02-attention'];
const wrong = (kind: TestRecord['kind'], text: string): Partial<TestRecord> => ({
  kind,
  outcome: 'failed',
  title: `claim ${text}`,
  message: `fact ${text}`,
  hint: `cause ${text}`,
});
const failing = [
  wrong('example', 'A'),
  wrong('fixture', 'B'),
  wrong('property', 'C'),
  wrong('shape', 'D'),
  wrong('fixture', 'B'),
];

const mistakeOf = (functionName: string) => ({
  id: 'swapped',
  functionName,
  title: 'rows are columns',
  misconception: 'a belief',
  hint: 'a nudge',
  read: 'a section',
});

describe('summary', () => {
  test('of nothing says what to open', () => {
    expect(summed(two, [])).toBe(
      [
        '',
        '○ 02 Attention                   0 / 14   not started',
        '',
        `${'░'.repeat(30)} 0 of 14 points by these tests`,
        '',
        'Next: open exercises/02-attention.ts, TODO 2a: attentionPattern',
        '      then npm test 02 (stuck? npm run hint 2a)',
        '',
      ].join('\n'),
    );
  });

  test('shows the three most telling failures and counts the rest', () => {
    const text = summed(two, [
      ...recordsFor('attentionPattern', ...failing, {}),
      ...recordsFor('attention', {}),
    ]);
    expect(text).toContain('✘ attentionPattern failed (1 of 6 tests pass)');
    expect([...text.matchAll(/✘ claim (.)/g)].map(([, name]) => name)).toEqual(['D', 'C', 'A']);
    expect(text).toContain('      ✘ claim D\n          fact D\n          hint: cause D\n');
    expect(text).toContain('and 2 more: npm test 02 -- -v');
    expect(text).toContain(
      'Next: mend exercises/02-attention.ts: attentionPattern\n      then npm test 02 (stuck? npm run hint 2a)\n',
    );
  });

  test('shows all failures when verbose', () => {
    const text = summed(two, recordsFor('attentionPattern', ...failing), { verbose: true });
    expect(text.match(/✘ claim/g)).toHaveLength(5);
    expect(text).not.toContain('more:');
  });

  test('tells a diagnosis first, then one failure, then where to mend, how to check and where help is', () => {
    const [verdict] = stages
      .filter(({ stem }) => stem === '02-attention')
      .map((stage) => judgeStage(stage, recordsFor('attentionPattern', ...failing, {})));
    if (!verdict) throw new Error('no stage 02');
    const functions = verdict.functions.map((each) =>
      each.name === 'attentionPattern' ? { ...each, diagnosis: [mistakeOf(each.name)] } : each,
    );
    const text = summed(two, [], { verdicts: [{ ...verdict, functions }] });
    expect(text).toContain(
      [
        '    ✘ attentionPattern failed (1 of 6 tests pass)',
        '      Your result is what you get when rows are columns.',
        '      often behind it: a belief',
        '      hint: a nudge',
        '      read: a section',
        '      ✘ claim D',
        '          fact D',
        '          hint: cause D',
        '      and 4 more: npm test 02 -- -v',
      ].join('\n'),
    );
    expect(text.trimEnd().split('\n').slice(-2)).toEqual([
      'Next: mend exercises/02-attention.ts: attentionPattern',
      '      then npm test 02 (stuck? npm run hint 2a)',
    ]);
  });

  test('gives advice on what is right, apart from failures and without a sign of one', () => {
    const advice = { ...wrong('advice', 'E'), outcome: 'failed' } as const;
    const text = summed(two, [...recordsFor('attentionPattern', {}, advice), ...recordsFor('attention', {})]);
    expect(text).toContain('✔ 02 Attention');
    expect(text).toContain(
      '    advice for attentionPattern, costs no points: claim E\n          fact E\n          hint: cause E\n',
    );
    expect(text).not.toContain('✘');
    expect(text).toContain('All green.');
  });

  test('keeps advice until the function is right, and does not count it', () => {
    const advice = { ...wrong('advice', 'E'), outcome: 'failed' } as const;
    const text = summed(two, recordsFor('attentionPattern', {}, wrong('shape', 'D'), advice), {
      verbose: true,
    });
    expect(text).toContain('(1 of 2 tests pass)');
    expect(text).not.toContain('claim E');
  });

  test.each([
    ['crashed', 'threw TypeError: x (exercises/02-attention.ts:9)'],
    ['timed out', 'no answer in time: a Promise that never settles?'],
  ] as const)('says what happened in a function that %s', (outcome, message) => {
    const text = summed(two, recordsFor('attention', { outcome, message }));
    expect(text).toContain(`✘ attention ${outcome} (0 of 1 tests pass)`);
    expect(text).toContain(`          ${message}\n`);
    // The first function that is not right comes first, here one that is not written.
    expect(text).toContain('TODO 2a: attentionPattern\n      then npm test 02 (stuck? npm run hint 2a)');
  });

  test.each([
    ['the shape', 'shape'],
    ['a property', 'property'],
    ['an example', 'example'],
    ['a fixture', 'fixture'],
    ['health', 'health'],
  ] as const)('gives fact and likely cause of %s', (_, kind) => {
    const text = summed(two, recordsFor('attention', wrong(kind, 'F')));
    expect(text).toContain('      ✘ claim F\n          fact F\n          hint: cause F\n');
  });

  test('tells the same failure once', () => {
    const crash = { outcome: 'crashed', message: 'threw TypeError' } as const;
    const text = summed(two, recordsFor('attentionPattern', crash, crash, crash));
    expect(text.match(/threw TypeError/g)).toHaveLength(1);
    expect(text).toContain('and 2 more');
  });

  test('sends a student to the stage that blocks', () => {
    const todo = { outcome: 'not started', todo: 'positionalEncoding' } as const;
    const text = summed(two, [...recordsFor('attentionPattern', todo), ...recordsFor('attention', {})]);
    expect(text).toContain('blocked by 01');
    expect(text).toContain('Next: exercises/01-positional-encoding.ts comes first: npm test 01');
  });

  test('tells the problem of a file once, at its own stage', () => {
    const problem = { message: 'exercises/02-attention.ts:3: Expected `}`', stem: '02-attention' };
    const problems = new Map([
      ['02-attention', problem],
      ['04-multi-head-attention', problem],
    ]);
    const text = summed(['02-attention', '04-multi-head-attention'], [], { problems });
    expect(text).toMatch(
      /✘ 02 Attention .* crashed\n {4}the file cannot be loaded: exercises\/02-attention\.ts:3: Expected `}`\n◌ 04 .* blocked by 02\n/,
    );
    expect(text).toContain('Next: mend exercises/02-attention.ts\n');
  });

  test('leaves functions without a test out of a filtered run, and counts no points', () => {
    const text = summed([...two, '03-masking'], recordsFor('attention', {}), { filtered: true });
    expect(text).toBe('\n✔ 02 Attention\n\nThese tests pass. Next: npm test 02\n');
    expect(summed(two, [], { filtered: true })).toContain('No test has these words in its name.');
  });

  test('says what was not tested when the run was broken off', () => {
    const hung = { outcome: 'timed out', message: 'did not come back' } as const;
    const text = summed(two, recordsFor('attentionPattern', hung), { ended: false });
    expect(text).toContain('○ attention was not tested');
    expect(text).toContain('The run was broken off there; later tests did not run.');
    expect(text).not.toContain('points by these tests');
  });

  test('goes on to the next stage, and after the last one to the reversal', () => {
    const all = stages.flatMap(({ functions }) => functions.flatMap(({ name }) => recordsFor(name, {})));
    expect(summed(two, all)).toContain('All green. Next: npm test 03 (exercises/03-masking.ts)');
    const everything = summed(
      stages.map(({ stem }) => stem),
      all,
      { all: true },
    );
    expect(everything).toContain('85 of 85 points by these tests; 15 more for the reversal');
    expect(everything).toContain('All green. Next: npm run reversal trains your transformer.');
  });

  test('counts the points of each track by itself, and goes from the core to the reversal', () => {
    const core = stagesOf('core').flatMap(({ functions }) =>
      functions.flatMap(({ name }) => recordsFor(name, {})),
    );
    const text = summed(
      stages.map(({ stem }) => stem),
      core,
      { all: true },
    );
    expect(text).toContain(
      `\nCore            ${'█'.repeat(30)} 85 of 85 points by these tests; 15 more for the reversal\n`,
    );
    expect(text).toContain(
      `\nLanguage model  ${'░'.repeat(30)} 0 of 70 points by these tests; 30 more for npm run milestone: speech, shakespeare, president, masked\n`,
    );
    expect(text).toContain(
      'All green. Next: npm run reversal trains your transformer.\n      After it, the language-model track: npm test 07 (exercises/07-text.ts)\n',
    );
    expect(summed(['07-text'], [])).toContain(`\n${'░'.repeat(30)} 0 of 18 points by these tests\n`);
  });
});

describe('loadProblem', () => {
  const drawing =
    'Transform failed with 1 error:\n\n[PARSE_ERROR] Expected `}` but found `EOF`\n   ╭─[ exercises/03-masking.ts:7:31 ]\n 7 │ export';

  test('is one line for a syntax error', () => {
    expect(loadProblem({ name: 'Error', message: drawing, stacks: [] })).toEqual({
      message: 'exercises/03-masking.ts:7: Expected `}` but found `EOF`',
      stem: '03-masking',
    });
  });

  test('names the line of the student that threw', () => {
    const frame = { method: '', file: '/home/me/exercises/04-multi-head-attention.ts', line: 9, column: 1 };
    expect(loadProblem({ name: 'TypeError', message: 'no', stacks: [frame] })).toEqual({
      message: 'exercises/04-multi-head-attention.ts:9: TypeError: no',
      stem: '04-multi-head-attention',
    });
  });

  test('blames no stage when the place is unknown', () => {
    expect(loadProblem({ name: 'Error', message: 'Cannot find ./gone', stacks: [] }).stem).toBeUndefined();
  });
});
