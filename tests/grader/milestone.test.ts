import { describe, expect, test } from 'vitest';
import { milestoneSchema } from '../../grader/report/schema';
import { SubjectError } from '../../grader/subject/client';
import { followedThrough, judged, passed, rowOf } from '../../grader/verdict/milestone';
import { initTransformer } from '../../lib/parameters';
import { reversalConfig } from '../../lib/reversal/task';
import { TodoError } from '../../lib/todo';

/** An attempt that came to a verdict. */
function attempt(learned: boolean) {
  const position = { position: 5, hits: 9, trials: 10, accuracy: 0.9, lower: 0.5, upper: 1, ok: learned };
  return {
    grading: {
      params: initTransformer({ ...reversalConfig, dModel: 2, heads: 1, dFf: 1, layers: 1 }, 1),
      resemblance: 'same model' as const,
      history: [{ step: 1, loss: 2.5, firstHalf: 0.1, secondHalf: 0.2 }],
      verdict: {
        passed: learned,
        reason: learned ? ('learned' as const) : ('first half above chance' as const),
        sentence: 'A sentence.',
        chance: 0.1,
        level: 0.9,
        strings: 10,
        unseen: 9,
        training: 'learned' as const,
        controls: [{ name: 'redrawn' as const, hits: 1, trials: 10, accuracy: 0.1, upper: 0.4, ok: true }],
        positions: [{ ...position, half: 'second' as const }],
      },
    },
  };
}

describe('rowOf', () => {
  test('gives all points to a model that learned, and shows the numbers', () => {
    const row = rowOf(attempt(true));
    expect(row).toMatchObject({
      stem: 'reversal',
      status: 'passed',
      score: 15,
      maxScore: 15,
      followThrough: false,
    });
    expect(row).toMatchObject({ reason: 'learned', chance: 0.1, level: 0.9, strings: 10, unseen: 9 });
    expect(row.controls).toHaveLength(1);
    expect([row.positions.length, row.history.length]).toEqual([1, 1]);
    expect(milestoneSchema.safeParse(row).success).toBe(true);
  });

  test('gives no points to one that did not, with the reason', () => {
    const row = rowOf(attempt(false));
    expect(row).toMatchObject({ status: 'failed', score: 0, reason: 'first half above chance' });
    expect(passed(attempt(false))).toBe(false);
    expect(passed(attempt(true))).toBe(true);
  });

  test('is not started when the transformer is not written', () => {
    expect(rowOf({ error: new TodoError('embed') })).toMatchObject({
      status: 'not started',
      score: 0,
      blockedBy: undefined,
      sentence: 'There is no model to train yet: embed is not written.',
    });
  });

  test('is blocked by the earlier stage that is not written', () => {
    expect(rowOf({ error: new TodoError('splitHeads') })).toMatchObject({
      status: 'blocked',
      score: 0,
      blockedBy: '04-multi-head-attention',
    });
  });

  test('is not started for an exercise that nobody knows', () => {
    expect(rowOf({ error: new TodoError('constructor') })).toMatchObject({ status: 'not started' });
  });

  test('tells a model that is too slow from one that crashes', () => {
    expect(rowOf({ error: new SubjectError('timeout', 'no answer within 180 s') })).toMatchObject({
      status: 'timed out',
      sentence: 'The model could not be trained: no answer within 180 s.',
    });
    expect(rowOf({ error: new SubjectError('ended', 'ran out of memory') })).toMatchObject({
      status: 'crashed',
      reason: 'crashed',
      score: 0,
    });
  });
});

describe('rowOf a milestone of the language-model track', () => {
  const common = { tooGood: [], leaking: [], checks: [], controls: [] };
  const statement = { name: 'bigram', hits: 250, trials: 300, share: 0.8, lower: 0.7, level: 0.5, ok: true };
  const graded = (learned: boolean, loss: number) => ({
    stem: 'speech',
    languageModel: {
      verdict: {
        ...common,
        passed: learned,
        reason: learned ? ('learned' as const) : ('not learned' as const),
        sentence: 'A sentence.',
        statements: [statement],
        losses: [{ name: 'model', loss }],
      },
      history: [{ step: 1, loss }],
    },
  });

  test('has its own points, and what it rests on', () => {
    const row = rowOf(graded(true, 2.1));
    expect(row).toMatchObject({ stem: 'speech', status: 'passed', score: 10, maxScore: 10, positions: [] });
    expect(row.statements).toEqual([statement]);
    expect(milestoneSchema.safeParse(row).success).toBe(true);
    expect([passed(graded(true, 2)), judged(graded(true, 2)), judged({ error: new Error() })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('can be written down also where a loss is no number', () => {
    const row = rowOf(graded(false, Number.POSITIVE_INFINITY));
    expect(row).toMatchObject({ status: 'failed', score: 0, losses: [{ name: 'model', loss: null }] });
    expect(milestoneSchema.safeParse(JSON.parse(JSON.stringify(row))).success).toBe(true);
  });

  test('is blocked by an earlier stage that is not written', () => {
    expect(rowOf({ stem: 'speech', error: new TodoError('characterTokenizer') })).toMatchObject({
      stem: 'speech',
      status: 'blocked',
      blockedBy: '07-text',
    });
  });
});

describe('followedThrough', () => {
  test('is blocked with all points and names the stage at fault', () => {
    const row = followedThrough(attempt(true), '03-masking');
    expect(row).toMatchObject({ status: 'blocked', score: 15, followThrough: true, blockedBy: '03-masking' });
    expect(milestoneSchema.safeParse(row).success).toBe(true);
  });
});
