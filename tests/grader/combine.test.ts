import { describe, expect, test } from 'vitest';
import { combineRuns, judgeStages, needsFollowThrough } from '../../grader/verdict/combine';
import { findStage, stages } from '../../lib/course';
import type { Outcome, TestRecord } from '../../lib/results';
import { judgeStage } from '../../lib/verdict';

const attention = findStage('02');
const masking = findStage('03');

/** Two tests of a function: the shape passes unless it crashed, the numbers end as said. */
function recordsOf(stage: string, functionName: string, outcome: Outcome, todo?: string): TestRecord[] {
  const common = { stage, functionName, hidden: false };
  const failed = { outcome, message: 'the fact', hint: 'the cause', todo };
  const shape = outcome === 'failed' ? { outcome: 'passed' as const } : failed;
  return [
    { ...common, title: 'has a shape', kind: 'shape', ...(outcome === 'passed' ? { outcome } : shape) },
    { ...common, title: 'has numbers', kind: 'example', ...(outcome === 'passed' ? { outcome } : failed) },
  ];
}

/** The verdict on 03, each function with its outcome. */
function maskingVerdict(outcomes: readonly [Outcome, Outcome, Outcome], todo?: string) {
  const records = masking.functions.flatMap(({ name }, index) =>
    recordsOf(masking.stem, name, outcomes[index] ?? 'passed', todo),
  );
  return judgeStage(masking, records);
}

const allPassed = maskingVerdict(['passed', 'passed', 'passed']);
const lastFailed = maskingVerdict(['passed', 'passed', 'failed']);
const lastCrashed = maskingVerdict(['passed', 'passed', 'crashed']);

/** Combines two runs of 03, which uses 01 and 02, of which 02 is wrong. */
function combine(own = lastFailed, onReference?: typeof own, sources = new Map<string, string>()) {
  const isWrong = (name: string) => name === 'attentionPattern';
  const uses = ['01-positional-encoding', '02-attention'];
  return combineRuns({ stage: masking, own, onReference, uses }, isWrong, new Set(['02-attention']), sources);
}

describe('needsFollowThrough', () => {
  const wrong = new Set(['02-attention']);

  test('is for a stage that fails and imports one that is not right', () => {
    expect(needsFollowThrough(lastFailed, ['02-attention'], wrong)).toBe(true);
    expect(needsFollowThrough(lastCrashed, ['01-positional-encoding', '02-attention'], wrong)).toBe(true);
  });

  test('is for nothing else: all passes, no such import, or not started', () => {
    expect(needsFollowThrough(allPassed, ['02-attention'], wrong)).toBe(false);
    expect(needsFollowThrough(lastFailed, ['01-positional-encoding'], wrong)).toBe(false);
    const stub = maskingVerdict(['passed', 'passed', 'not started'], 'maskedAttention');
    expect(needsFollowThrough(stub, ['02-attention'], wrong)).toBe(false);
  });

  test('is for a function that stops at an unwritten one of an earlier stage', () => {
    const stopped = maskingVerdict(['passed', 'passed', 'not started'], 'attentionPattern');
    expect(needsFollowThrough(stopped, ['02-attention'], wrong)).toBe(true);
  });
});

describe('combineRuns', () => {
  test('keeps a single run as it is', () => {
    const row = combine(lastFailed);
    // 5 + 5, and of the last 6 points half of the share of the shape: 1 of 5 by weight.
    expect(row).toMatchObject({ stem: masking.stem, status: 'failed', score: 10.6, maxScore: 16 });
    expect(row.functions.map(({ followThrough }) => followThrough)).toEqual([false, false, false]);
  });

  test('gives full points to a function that passes on the reference, and names the stage at fault', () => {
    const row = combine(lastFailed, allPassed);
    expect(row).toMatchObject({ status: 'blocked', score: 16, blockedBy: '02-attention' });
    expect(row.functions[2]).toMatchObject({
      name: 'maskedAttention',
      status: 'blocked',
      score: 6,
      followThrough: true,
      blockedBy: '02-attention',
    });
    expect(row.functions[2]?.tests.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
  });

  test('names the earliest stage that the text of the function uses', () => {
    const sources = new Map([
      [
        'exercises/03-masking.ts',
        "import { own } from './own';\nexport function maskedAttention() { own(); }\n",
      ],
      [
        'exercises/own.ts',
        "import { positionalEncoding as p } from './01-positional-encoding';\nexport const own = () => p();\n",
      ],
      ['exercises/01-positional-encoding.ts', 'export function positionalEncoding() {}\n'],
    ]);
    const uses = ['01-positional-encoding', '02-attention'];
    const row = combineRuns(
      { stage: masking, own: lastFailed, onReference: allPassed, uses },
      (name) => name === 'positionalEncoding' || name === 'attention',
      new Set(['01-positional-encoding', '02-attention']),
      sources,
    );
    expect(row.functions[2]?.blockedBy).toBe('01-positional-encoding');
  });

  test('keeps the better run when neither passes', () => {
    const better = combine(lastCrashed, lastFailed);
    expect(better).toMatchObject({ status: 'failed', score: 10.6 });
    expect(better.functions[2]).toMatchObject({ status: 'failed', score: 0.6, followThrough: true });
    const worse = combine(lastFailed, lastCrashed);
    expect(worse.functions[2]).toMatchObject({ status: 'failed', score: 0.6, followThrough: false });
  });

  test('takes nothing from a function that passes on the own stages', () => {
    const row = combine(lastFailed, maskingVerdict(['failed', 'crashed', 'passed']));
    expect(row.functions.map(({ status, score }) => [status, score])).toEqual([
      ['passed', 5],
      ['passed', 5],
      ['blocked', 6],
    ]);
  });

  test('carries over titles, weights, messages and hints of the tests, and the problem of the file', () => {
    const runs = { stage: masking, own: lastFailed, uses: [], problem: 'exercises/03-masking.ts:1: no' };
    const row = combineRuns(runs, () => false, new Set(), new Map());
    expect(row.problem).toBe('exercises/03-masking.ts:1: no');
    expect(row.functions[2]?.tests[1]).toEqual({
      title: 'has numbers',
      kind: 'example',
      hidden: false,
      outcome: 'failed',
      weight: 4,
      message: 'the fact',
      hint: 'the cause',
    });
  });
});

describe('judgeStages', () => {
  test('gives each stage the records of its own tests', () => {
    const records = attention.functions.flatMap(({ name }) => recordsOf(attention.stem, name, 'passed'));
    const verdicts = judgeStages(stages, records);
    expect(verdicts.map(({ stem }) => stem)).toEqual(stages.map(({ stem }) => stem));
    const passed = verdicts.filter(({ status }) => status === 'passed');
    expect(passed.map(({ stem }) => stem)).toEqual([attention.stem]);
  });
});
