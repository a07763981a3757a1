/** From records to statuses and points. */
import { describe, expect, test } from 'vitest';
import { stageOf } from '../../lib/course';
import type { TestRecord } from '../../lib/results';
import { judgeFunction, judgeStage, roundPoints } from '../../lib/verdict';
import { recordsFor } from './support/records';

const exercise = { name: 'attentionPattern', todo: '2a', points: 8, hints: ['a', 'b'] } as const;
const judge = (...records: Partial<TestRecord>[]) =>
  judgeFunction(exercise, recordsFor('attentionPattern', ...records));

describe('judgeFunction', () => {
  test('gives all points when all tests pass', () => {
    expect(judge({}, { kind: 'shape' })).toMatchObject({ status: 'passed', score: 8, maxScore: 8 });
  });

  test('gives at most half of the points, by weight, when one fails', () => {
    // shape 1 + property 3 of 1 + 3 + 4: a half, and of that again half: 8 / 4 = 2.
    const verdict = judge({ kind: 'shape' }, { kind: 'property' }, { kind: 'fixture', outcome: 'failed' });
    expect(verdict).toMatchObject({ status: 'failed', score: 2 });
  });

  test('gives nothing when nothing ran, or nothing passed', () => {
    expect(judge()).toMatchObject({ status: 'not started', score: 0 });
    expect(judge({ outcome: 'failed' })).toMatchObject({ status: 'failed', score: 0 });
  });

  test('gives a stub nothing for a test that passes without calling it', () => {
    const stub = { outcome: 'not started', todo: 'attentionPattern' } as const;
    expect(judge({}, stub)).toMatchObject({ status: 'not started', score: 0 });
  });

  test.each(['failed', 'crashed', 'timed out'] as const)('is %s with one test that is', (outcome) => {
    expect(judge({}, { outcome }).status).toBe(outcome);
  });

  test('takes nothing for advice, and gives nothing for it', () => {
    const advice = { kind: 'advice', outcome: 'failed' } as const;
    expect(judge({}, advice)).toMatchObject({ status: 'passed', score: 8 });
    expect(judge(advice)).toMatchObject({ status: 'passed', score: 0 });
    expect(judge({ outcome: 'failed' }, { kind: 'advice' })).toMatchObject({ status: 'failed', score: 0 });
  });

  test('weighs health as it weighs a property', () => {
    // property 3 of 3 + 3: a half, and of that again half.
    expect(judge({}, { kind: 'health', outcome: 'failed' })).toMatchObject({ status: 'failed', score: 2 });
  });

  test('names the worst of several', () => {
    expect(judge({ outcome: 'failed' }, { outcome: 'crashed' }, { outcome: 'timed out' }).status).toBe(
      'timed out',
    );
    expect(judge({ outcome: 'failed' }, { outcome: 'crashed' }).status).toBe('crashed');
  });

  test('is blocked by the TODO of an earlier stage, and keeps half the points of what passes', () => {
    const verdict = judge({}, { outcome: 'not started', todo: 'positionalEncoding' });
    expect(verdict).toMatchObject({ status: 'blocked', blockedBy: '01-positional-encoding', score: 2 });
  });

  test('is not started when another function of the same stage is to be written', () => {
    expect(judge({ outcome: 'not started', todo: 'attention' }).status).toBe('not started');
  });
});

describe('judgeStage', () => {
  const stage = stageOf('02-attention');

  test('takes its own records out of many, and sums the points', () => {
    const other = recordsFor('causalMask', { outcome: 'failed' });
    const verdict = judgeStage(stage, [
      ...recordsFor('attentionPattern', {}),
      ...recordsFor('attention', {}),
      ...other,
    ]);
    expect(verdict).toMatchObject({ stem: '02-attention', status: 'passed', score: 14, maxScore: 14 });
  });

  test('is as bad as its worst function', () => {
    const records = [
      ...recordsFor('attentionPattern', {}),
      ...recordsFor('attention', { outcome: 'crashed' }),
    ];
    expect(judgeStage(stage, records)).toMatchObject({ status: 'crashed', score: 8 });
  });

  test('is not started while one function is to be written and the others are right', () => {
    expect(judgeStage(stage, recordsFor('attentionPattern', {}))).toMatchObject({
      status: 'not started',
      score: 8,
    });
  });

  test('says which stage blocks it', () => {
    const blocked = { outcome: 'not started', todo: 'positionalEncoding' } as const;
    const records = [...recordsFor('attentionPattern', blocked), ...recordsFor('attention', {})];
    expect(judgeStage(stage, records)).toMatchObject({
      status: 'blocked',
      blockedBy: '01-positional-encoding',
    });
  });
});

test('roundPoints keeps two decimals', () => {
  expect(roundPoints(0.1 + 0.2)).toBe(0.3);
  expect(roundPoints(8 / 3)).toBe(2.67);
});
