/** One seed of what scripts/milestones.ts tries on many: the solution passes, telling mistakes fail for the right reason. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bank } from '../../grader/mistakes/bank';
import { judgeTrial } from '../../grader/mistakes/milestones/judge';
import { meant } from '../../grader/mistakes/milestones/meant';
import { milestonesTable, unexpected } from '../../grader/mistakes/milestones/table';
import { startBackend } from '../../lib/backend';
import { milestonesOf } from '../../lib/course';
import { milestoneTasks } from '../../lib/milestones';
import { everything } from './support/everything';

beforeAll(() => startBackend({ prefer: 'wasm' }));

test('the manifest and the tasks name the same milestones', () => {
  expect(milestoneTasks.map(({ stem, trained }) => [stem, trained])).toEqual(
    milestonesOf('language-model').map(({ stem, trains }) => [stem, trains]),
  );
});

test('every mistake that a milestone is meant to catch is in the bank', () => {
  const known = bank.map(({ id }) => id);
  for (const id of Object.values(meant).flat()) expect(known).toContain(id);
});

/** One that the submission's own step trains. */
const sample = ['speech'];

test.each(milestoneTasks.map(({ stem }) => stem).filter((stem) => everything || sample.includes(stem)))(
  'the solution passes %s',
  async (milestone) => {
    const result = await judgeTrial({ milestone, seed: 1 }, false);
    expect(result.sentence).toMatch(/^Your model has learned: /);
    expect(result.passed).toBe(true);
    // Far from the border of 0.1 below which weights are called foreign.
    expect(result.kinship).toBeGreaterThan(0.3);
  },
  300_000,
);

describe('a mistake is told as what it is', () => {
  const leak = /^Your mask or your split leaks: the prediction at places 1 to 31/;
  // This one is trained.
  const masked = ['speech', 'mask-in-the-first-block-only', 'sees later tokens', leak] as const;
  test.each([
    ...(everything ? [masked] : []),
    ['speech', 'validation-is-trained-on', 'wrong examples', /^Your split leaks.*splitTokens gives/] as const,
    ['speech', 'block-targets-are-the-inputs', 'wrong examples', /and not the next one/] as const,
  ])(
    '%s: %s',
    async (milestone, mistake, reason, words) => {
      const result = await judgeTrial({ milestone, mistake, seed: 1 });
      expect(result.reason).toBe(reason);
      expect(result.sentence).toMatch(words);
    },
    300_000,
  );
});

test('the table counts what passed, and lists what is not as it should be', () => {
  const common = { milestone: 'speech', reason: 'learned', sentence: 'Yes.', losses: [], seconds: 2 };
  const results = [
    { ...common, seed: 1, passed: true, hits: [['bigram', 250, 300] as const] },
    { ...common, seed: 2, passed: false, hits: [['bigram', 100, 300] as const] },
    { ...common, seed: 1, mistake: 'adam-goes-uphill', passed: true, hits: [] },
  ];
  expect(milestonesTable(results)).toContain('| speech | 1 of 2 | bigram | 100 … 250 | 300 |');
  expect(unexpected(results)).toEqual([
    'speech, solution, seed 2: failed. Yes.',
    'speech, adam-goes-uphill, seed 1: passed',
  ]);
});
