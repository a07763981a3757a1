import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { printReport } from '../../grader/report';
import { rootCauses } from '../../grader/report/causes';
import { classFigures } from '../../grader/report/figures';
import { columnsOfText, truncate, wrap } from '../../grader/report/terminal-text';
import { followThroughSentences, formatPercent, formatPoints, list } from '../../grader/report/wording';
import { rejected, reportOf, submission } from './report-support/build';
import { broken, classReport, evil, fullMarks, halfDone, leaky, unscaled } from './report-support/examples';

const print = (...parameters: Parameters<typeof printReport>) =>
  stripVTControlCharacters(printReport(...parameters));

/** The widest line, counted as a terminal does. */
const widest = (text: string) => Math.max(...text.split('\n').map(columnsOfText));

describe('printReport', () => {
  test('shows a class in a table with signs, points and a summary', () => {
    const text = print(reportOf([unscaled('Zed'), fullMarks('Ada'), rejected('Bob', 'a broken zip')]));
    expect(text.split('\n').slice(0, 4)).toEqual([
      'Submission  01 /8  02 /14  03 /16  04 /16  05 /16  06 /15  reversal /15       Total',
      'Ada         ✓ 8    ✓ 14    ✓ 16    ✓ 16    ✓ 16    ✓ 15    ✓ 15            100 100%',
      'Bob         rejected: a broken zip                                                      0',
      'Zed         ✓ 8    ✗ 8.13  ✓ 16    ⊘ 16    ✓ 16    ✓ 15    ✓ 15          94.13  94%',
    ]);
    expect(text).toContain('3 submissions · mean 97.1% · median 97.1% · 1 with every point · 1 rejected');
  });

  test.each([false, true])('fits 100 columns, with verbose %s', (verbose) => {
    const long = '<script>'.repeat(30);
    const wide = '李小龍🚀'.repeat(20);
    const report = reportOf([
      evil(),
      broken(wide),
      fullMarks(long),
      rejected(long, long),
      ...classReport(20).submissions,
    ]);
    expect(widest(print(report, { verbose }))).toBeLessThanOrEqual(100);
    for (const one of report.submissions)
      expect(widest(print(reportOf([one]), { verbose }))).toBeLessThanOrEqual(100);
  });

  test('shows signs alone when there are too many stages for points', () => {
    const built = fullMarks('Ada');
    const stages = Array.from({ length: 18 }, (_, index) => ({
      stem: `${index + 10}-x`,
      title: 'x',
      status: 'failed' as const,
      score: 3.33,
      maxScore: 10,
      functions: [],
    }));
    const text = print(
      reportOf(
        [
          { ...built, stages },
          { ...built, name: 'Bob', stages },
        ],
        { stages: [] },
      ),
    );
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text.split('\n')[1]?.match(/✗/g)).toHaveLength(18);
  });

  test('shows of a single submission its stages, each root cause once, and facts with hints', () => {
    const text = print(reportOf([unscaled('Grace')]));
    expect(text).toContain('Grace  94.13 of 100 points (94%)');
    expect(text).toMatch(/04 Multi-head attention +⊘ blocked by 02 +16 \/ 16/);
    expect(text.match(/points to gain/g)).toHaveLength(1);
    expect(text).toContain('  1. attentionPattern in 02: failed, 5.87 points to gain');
    expect(text).toContain('It also stands in the way of 04 and reversal.');
    expect(text.match(/largest error 0\.0878/g)).toHaveLength(1);
    expect(text).toContain('      hint: are the scores divided by √dHead');
    expect(text).toContain('attentionPattern holds a property for other sizes (hidden)');
  });

  test('gives the verdict of the milestone and what is still to write', () => {
    expect(print(reportOf([leaky()]))).toContain('Your model predicts the first half, which is random');
    expect(print(reportOf([halfDone()]))).toContain(
      '3. embed and transformer in 06: not started, 15 points to gain',
    );
  });

  test('shows what the code printed only when asked, and no escape sequence of it', () => {
    const report = reportOf([broken()]);
    expect(print(report)).not.toContain('mask ready');
    expect(print(report, { verbose: true })).toContain('    mask ready');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(printReport(reportOf([evil()]), { verbose: true })).not.toMatch(/\u001b\[31mred|\u202e/);
  });

  test('gives advice apart from failures', () => {
    const text = print(
      reportOf([submission('Ada', { splitHeads: { advice: 'every call leaves a tensor' } })]),
    );
    expect(text).toMatch(/Advice, costs no points\n {2}04 splitHeads\n.*\n +every call leaves a tensor/);
    expect(text).not.toContain('Tests that did not pass');
    expect(text).not.toContain('What to fix first');
  });

  test('says why a submission was rejected and how far an interrupted grading came', () => {
    expect(print(reportOf([rejected('Bob', 'a broken zip')]))).toContain('✗ not graded: a broken zip');
    const some = reportOf([fullMarks('a'), fullMarks('b')], { complete: false, planned: 9 });
    expect(print(some)).toContain('! interrupted: 2 of 9 submissions graded');
    expect(print({ ...some, planned: undefined })).toContain('! interrupted after 2 submissions');
  });
});

describe('rootCauses', () => {
  test('finds nothing in full marks, and mistakes before what is not started', () => {
    expect(rootCauses(fullMarks())).toEqual([]);
    const late = halfDone();
    const [first, ...rest] = late.stages;
    const problem = { ...first, status: 'crashed', problem: 'SyntaxError', functions: [] } as typeof first;
    const causes = rootCauses({ ...late, stages: [...rest, ...(problem ? [problem] : [])] });
    expect(causes.map(({ status }) => status)).toEqual([
      'crashed',
      'not started',
      'not started',
      'not started',
    ]);
  });

  test('takes the milestone only when every stage is right', () => {
    const { milestones } = leaky();
    expect(rootCauses({ ...fullMarks(), milestones }).map(({ stage }) => stage.stem)).toEqual(['reversal']);
    expect(rootCauses(leaky()).map(({ stage }) => stage.stem)).toEqual(['03-masking']);
  });
});

describe('classFigures', () => {
  test('leave rejected submissions out of the averages', () => {
    const figures = classFigures(reportOf([fullMarks(), halfDone(), halfDone(), rejected('x', 'y')]));
    expect(figures).toMatchObject({ submissions: 4, graded: 3, rejected: 1, complete: 1, median: 38 });
    expect(figures.mean).toBeCloseTo((100 + 38 + 38) / 3, 10);
    expect(figures.columns.map(({ passed }) => passed)).toEqual([3, 3, 3, 1, 1, 1, 1]);
    const last = figures.functions.at(-1);
    expect(last).toEqual({
      stem: 'reversal',
      name: 'Milestone: reversal',
      counts: { passed: 1, 'not started': 2 },
    });
  });
});

describe('words', () => {
  test('say follow-through credit for a whole stage, in part, and for more functions', () => {
    const stage = unscaled().stages[3];
    if (!stage) throw new Error('no stage 04');
    const all = stage.functions.map((one) => ({ ...one, blockedBy: '02-attention', followThrough: true }));
    expect(followThroughSentences({ ...stage, functions: all })).toEqual([
      'Your 02 is not right, so 04 was tested on the reference for 02: full credit for 04.',
    ]);
    const some = all.map((one, index) => ({ ...one, followThrough: index > 0, score: one.score / 2 }));
    expect(followThroughSentences({ ...stage, functions: some })).toEqual([
      'Your 02 is not right, so mergeHeads and multiHeadAttention were tested on the reference for 02: 6 of 12 points for mergeHeads and multiHeadAttention.',
    ]);
  });

  test('round points to two decimals, and say 100% and 0% only when it is so', () => {
    expect([8, 5.3333, 0.125, 2.999].map(formatPoints)).toEqual(['8', '5.33', '0.13', '3']);
    expect([
      formatPercent(99.9, 100),
      formatPercent(0.1, 100),
      formatPercent(1, 1),
      formatPercent(0, 0),
    ]).toEqual(['99%', '1%', '100%', '0%']);
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});

describe('text on a terminal', () => {
  test('counts wide letters and emoji as two columns, accents as none', () => {
    expect(['abc', '李小龍', '🚀', 'é', 'e\u0301', '👩‍👩‍👧'].map(columnsOfText)).toEqual([3, 6, 2, 1, 1, 2]);
  });

  test('is cut with … and never inside a letter', () => {
    expect([
      truncate('abcdef', 6),
      truncate('abcdef', 5),
      truncate('李小龍', 5),
      truncate('a👩‍👩‍👧b', 3),
    ]).toEqual(['abcdef', 'abcd…', '李小…', 'a…']);
  });

  test('is wrapped between words, and inside one that is too long', () => {
    expect(wrap('one two three', 9, '  ')).toBe('  one two\n  three');
    expect(wrap('abcdefghij k\nl', 4)).toBe('abcd\nefgh\nij k\nl');
  });
});
