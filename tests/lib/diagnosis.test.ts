/** The diagnosis: on marks made by hand, and on what the files of known mistakes say of themselves. */
import { describe, expect, test } from 'vitest';
import { stageOf, stages } from '../../lib/course';
import { diagnoseStage } from '../../lib/diagnosis/diagnose';
import {
  type KnownMistakes,
  knownMistakes,
  observationOf,
  type Seen,
  seenOf,
} from '../../lib/diagnosis/known';
import { distance, observeOther, observeShape, observeTensor } from '../../lib/diagnosis/observation';
import { diagnosisLines, diagnosisSentence } from '../../lib/diagnosis/wording';
import type { TestRecord } from '../../lib/results';
import { judgeStage } from '../../lib/verdict';

const stem = '02-attention';
const marks = (value: number) => observeTensor([3], [value, 2 * value, -value]);
const seen = (value: number) => seenOf(marks(value));
const text = (id: string, functionName: string) => ({
  id,
  functionName,
  title: `${id} happens`,
  misconception: `${id} is fine.`,
  hint: `Is ${id} fine?`,
  read: `on ${id}`,
});

/** Two tests of attentionPattern and two of attention; A and B sit in the first, C in the second. */
const known: KnownMistakes = {
  mistakes: [text('A', 'attentionPattern'), text('B', 'attentionPattern'), text('C', 'attention')],
  tests: { attentionPattern: ['one', 'two'], attention: ['three', 'four'] },
  results: [
    {
      ids: ['A'],
      seen: { attentionPattern: { 0: seen(1), 1: seen(2) }, attention: { 2: seen(3), 0: seen(3) } },
    },
    { ids: ['B'], seen: { attentionPattern: { 1: 'throws' } } },
    { ids: ['C'], seen: { attention: { 0: seen(3) } } },
    { ids: ['A', 'B'], seen: { attentionPattern: { 0: seen(5), 1: 'throws' }, attention: { 0: seen(6) } } },
    { ids: ['A', 'C'], seen: { attentionPattern: { 0: seen(1), 1: seen(2) }, attention: { 0: seen(7) } } },
  ],
};

const record = (functionName: string, title: string, observed: number | 'throws' | 'passed'): TestRecord => ({
  stage: stem,
  functionName,
  title,
  kind: 'property',
  hidden: false,
  outcome: observed === 'passed' ? 'passed' : 'failed',
  ...(typeof observed === 'number' ? { observed: marks(observed) } : {}),
});

/** What is diagnosed when the four tests see this. */
function diagnosed(...values: readonly (number | 'throws' | 'passed')[]) {
  const places = [
    ['attentionPattern', 'one'],
    ['attentionPattern', 'two'],
    ['attention', 'three'],
    ['attention', 'four'],
  ] as const;
  const records = places.map(([name, title], index) => record(name, title, values[index] ?? 'passed'));
  const { functions } = diagnoseStage(judgeStage(stageOf(stem), records), known);
  return functions.map(({ diagnosis }) => diagnosis?.map(({ id }) => id));
}

describe('diagnoseStage', () => {
  test('names the mistake that explains every test of a function', () => {
    expect(diagnosed(1, 2)).toEqual([['A'], undefined]);
    expect(diagnosed('passed', 'throws')).toEqual([['B'], undefined]);
  });

  test('names two mistakes where only both together explain', () => {
    expect(diagnosed(5, 'throws')).toEqual([['A', 'B'], undefined]);
  });

  test('says nothing when one test saw something else, or another test fails', () => {
    expect(diagnosed(1, 2.5)).toEqual([undefined, undefined]);
    expect(diagnosed(1, 'passed')).toEqual([undefined, undefined]);
    expect(diagnosed(1, 'throws')).toEqual([undefined, undefined]);
  });

  test('takes no notice of rounding', () => {
    expect(diagnosed(1.00001, 2)).toEqual([['A'], undefined]);
    expect(diagnosed(1.005, 2)).toEqual([undefined, undefined]);
  });

  test('explains a later function by an earlier one only where the mistake was found there', () => {
    expect(diagnosed('passed', 'passed', 3)).toEqual([undefined, ['C']]);
    expect(diagnosed(1, 2, 7)).toEqual([['A'], ['A', 'C']]);
    expect(diagnosed('passed', 'passed', 7)).toEqual([undefined, undefined]);
  });

  test('says nothing when two mistakes explain as well as each other', () => {
    const twin = { ...text('D', 'attentionPattern') };
    const results = [...known.results, { ids: ['D'], seen: { attentionPattern: { 1: 'throws' as const } } }];
    const both = { ...known, mistakes: [...known.mistakes, twin], results };
    const records = [
      record('attentionPattern', 'one', 'passed'),
      record('attentionPattern', 'two', 'throws'),
    ];
    const [first] = diagnoseStage(judgeStage(stageOf(stem), records), both).functions;
    expect(first?.diagnosis).toBeUndefined();
  });

  test('says nothing of a function that passes, or whose public tests pass', () => {
    expect(diagnosed()).toEqual([undefined, undefined]);
    const hidden = { ...record('attentionPattern', 'hidden', 'throws'), hidden: true };
    const records = [
      record('attentionPattern', 'one', 'passed'),
      record('attentionPattern', 'two', 'passed'),
      hidden,
    ];
    const [first] = diagnoseStage(judgeStage(stageOf(stem), records), known).functions;
    expect(first?.diagnosis).toBeUndefined();
  });
});

describe('observations', () => {
  test('of equal tensors are equal, of others far apart', () => {
    const values = Array.from({ length: 24 }, (_, index) => Math.sin(index * 7));
    const here = observeTensor([2, 3, 4], values);
    expect(distance(here, observeTensor([2, 3, 4], values))).toBe(0);
    const others = [
      observeTensor([3, 2, 4], values),
      observeTensor([2, 3, 4], values.toReversed()),
      observeTensor(
        [2, 3, 4],
        values.map((value) => value * 1.1),
      ),
      observeTensor(
        [2, 3, 4],
        values.map((value) => -value),
      ),
      observeTensor([2, 3, 4], values.with(5, Number.NaN)),
      observeShape([2, 3, 4]),
      observeOther('Error'),
    ];
    for (const other of others) expect(distance(here, other)).toBeGreaterThan(0.02);
  });

  test('of zeros, of nothing and of infinities hold finite numbers', () => {
    const odd = [
      observeTensor([2], [0, 0]),
      observeTensor([0], []),
      observeTensor([2], [Infinity, Number.NaN]),
    ];
    for (const { marks: numbers } of odd) expect(numbers.every(Number.isFinite)).toBe(true);
  });

  test('survive the file', () => {
    for (const observation of [marks(3), observeShape([4, 5]), observeOther('RangeError')]) {
      const read = JSON.parse(JSON.stringify(seenOf(observation))) as Seen;
      expect(observationOf(read)).toEqual(observation);
    }
    expect(observationOf(seenOf(undefined))).toBeUndefined();
  });
});

describe('the wording', () => {
  test('of one mistake and of two', () => {
    const [a, , c] = known.mistakes;
    if (!a || !c) throw new Error('The table above has three mistakes');
    expect(diagnosisSentence([a])).toBe('Your result is what you get when A happens.');
    expect(diagnosisLines([a], 'attentionPattern')).toEqual([
      'Your result is what you get when A happens.',
      'often behind it: A is fine.',
      'hint: Is A fine?',
      'read: on A',
    ]);
    expect(diagnosisLines([a, c], 'attention')).toEqual([
      'Your result is what you get when A happens, and besides C happens.',
      'often behind it: C is fine.',
      'hint: Is C fine?',
      'read: on C',
    ]);
    expect(diagnosisLines([a], 'attention')).toEqual([
      'It goes wrong with attentionPattern, which it uses: mend that first.',
    ]);
  });
});

describe.each(stages.map(({ stem: name }) => name))('the known mistakes of %s', (name) => {
  const file = knownMistakes(name);

  test('hold marks and sentences, no code', () => {
    expect(Object.keys(file ?? {})).toEqual(['mistakes', 'tests', 'results']);
    for (const mistake of file?.mistakes ?? []) {
      expect(Object.keys(mistake)).toEqual(['id', 'functionName', 'title', 'misconception', 'hint', 'read']);
      expect(JSON.stringify(mistake)).not.toMatch(/=>|\(\)|tf\.\w+\(|;/);
    }
  });

  test('are all recognised by what they look like themselves', () => {
    const singles = file?.results.filter(({ ids }) => ids.length === 1) ?? [];
    expect(singles.length).toBeGreaterThan(10);
    for (const { ids, seen: own } of singles) {
      const mistake = file?.mistakes.find(({ id }) => id === ids[0]);
      const records = Object.entries(file?.tests ?? {}).flatMap(([functionName, titles]) =>
        titles.map((title, number): TestRecord => {
          const mark = own[functionName]?.[number];
          const observed = mark && observationOf(mark);
          const outcome = mark === undefined ? 'passed' : 'failed';
          return { stage: name, functionName, title, kind: 'property', hidden: false, outcome, observed };
        }),
      );
      const { functions } = diagnoseStage(judgeStage(stageOf(name), records), file as KnownMistakes);
      const found = functions.find((each) => each.name === mistake?.functionName)?.diagnosis;
      expect(found?.map(({ id }) => id)).toEqual(ids);
    }
  });
});
