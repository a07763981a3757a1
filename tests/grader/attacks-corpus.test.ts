/** The corpus of attacks itself: large enough, in every kind, and each attack with what proves its success. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SubmissionReport } from '../../grader/report/schema';
import { root } from '../../lib/root';
import { type Attack, attackSchema, kinds, layers, readAttacks } from './attacks-support/attack';
import { differences } from './attacks-support/findings';
import { fillIn } from './attacks-support/recipe';

const attacks = readAttacks();

describe('the corpus', () => {
  test('holds at least sixty attacks, one for each folder', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(60);
    const folders = readdirSync(join(root, 'tests/attacks')).filter((name) => !name.endsWith('.ts'));
    expect(attacks.map(({ id }) => id)).toEqual(folders.sort());
  });

  test.each(kinds)('has attacks by %s, called so', (kind) => {
    const some = attacks.filter((attack) => attack.kind === kind);
    expect(some.length).toBeGreaterThanOrEqual(2);
    for (const { id } of some) expect(id).toMatch(new RegExp(`^${kind}-`));
  });

  test.each(layers.filter((layer) => layer !== 'kernel'))(
    'has an attack that the layer "%s" stops',
    (layer) => {
      expect(attacks.filter((attack) => attack.layers.includes(layer))).not.toEqual([]);
    },
  );

  test('says each thing once', () => {
    const titles = attacks.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('what an attack achieved', () => {
  const stage = (stem: string, score: number, message?: string) => ({
    stem,
    title: stem,
    status: score === 8 ? ('passed' as const) : ('failed' as const),
    score,
    maxScore: 8,
    functions: [
      {
        name: 'f',
        status: 'failed' as const,
        score,
        maxScore: 8,
        followThrough: false,
        tests: [
          {
            title: 't',
            kind: 'shape' as const,
            hidden: false,
            outcome: 'failed' as const,
            weight: 1,
            message,
          },
        ],
      },
    ],
  });
  const row = (first: number, second: number, message?: string) =>
    ({
      name: 'an attack',
      source: 'an attack',
      status: 'graded',
      notes: [],
      score: 0,
      maxScore: 16,
      stages: [stage('01-positional-encoding', first, message), stage('02-attention', second)],
      milestones: [],
      pictures: {},
    }) as SubmissionReport;
  const attack: Attack = {
    ...attackSchema.parse({
      title: 'is told',
      kind: 'forging',
      expected: { status: 'failed', message: 'expected|cannot' },
      layers: ['channel'],
      witness: { kind: 'forged', how: 'has all points' },
    }),
    id: 'forging-told',
    files: new Map(),
  };
  const told = (result: SubmissionReport | undefined, witnesses: { kind: 'read'; detail: string }[] = []) =>
    differences({ attack, result, witnesses });

  test('is nothing when the verdict and the words are as expected', () => {
    expect(told(row(0, 8, 'it cannot be'))).toEqual([]);
  });

  test.each([
    ['a witness', row(0, 8, 'cannot'), [{ kind: 'read' as const, detail: 'x' }], ['WITNESS read x']],
    ['another verdict', row(8, 8, 'cannot'), [], ['is passed, not failed: cannot']],
    ['other words', row(0, 8, 'odd'), [], ['is told as "odd", not as /expected|cannot/']],
    ['points lost elsewhere', row(0, 7, 'cannot'), [], ['cost points in 02-attention']],
    ['no row at all', undefined, [], ['has no row in the report']],
  ])('is told of %s', (_, result, witnesses, words) => {
    expect(told(result, witnesses)).toEqual(words);
  });
});

test('a text of an attack gets values and repetitions, and no unknown name', () => {
  expect(fillIn('a{{repeat 3 "-#"}} {{id}}', { id: () => 'x' })).toBe('a-0-1-2 x');
  expect(() => fillIn('{{secrets}}', {})).toThrow('{{secrets}}, which nobody knows');
});
