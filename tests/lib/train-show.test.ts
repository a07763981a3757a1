/** What is shown of trainings, and what the documents say of their settings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, rules } from '../../lib/language-model/settings';
import { duration } from '../../lib/language-model/show';
import { readSweep } from '../../lib/language-model/sweep/plan';
import { root } from '../../lib/root';

test.each([
  [0.4, '0s'],
  [59.4, '59s'],
  [59.6, '1m 00s'],
  [125, '2m 05s'],
  [3599, '59m 59s'],
  [3600, '1h 00m'],
  [7510, '2h 05m'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

describe('docs/training.md', () => {
  const rows = readFileSync(join(root, 'docs/training.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, key = '']) => Object.hasOwn(rules, key.replaceAll('`', '')));

  test('has a row for each setting, with its usual value and its meaning', () => {
    const expected = Object.entries(rules).map(([key, { fallback = '', expected: right, description }]) => [
      `\`${key}\``,
      fallback === '' ? '' : `\`${fallback}\``,
      right,
      description,
    ]);
    expect(rows.map((cells) => cells.slice(1, 5))).toEqual(expected);
  });
});

const configs = readdirSync(join(root, 'configs'));

test.each(configs.filter((file) => !file.startsWith('sweep-')))(
  'configs/%s has right settings',
  async (file) => {
    await readSettings({}, join(root, 'configs', file));
  },
);

test('configs/sweep-ten.json has ten models, each of which differs from the usual one in one thing', async () => {
  const { models } = await readSweep(join(root, 'configs/sweep-ten.json'));
  expect(models).toHaveLength(10);
  const [usual, ...others] = models.map(({ settings }) => settings);
  // What goes with it: the MLP is four times as wide as the model; a step has 512 tokens, a look 2,048.
  const follows = ['name', 'dFf', 'batch', 'evaluateOn'];
  const own = others.map((settings) =>
    Object.entries(settings)
      .filter(([key, value]) => !follows.includes(key) && usual?.[key as keyof typeof usual] !== value)
      .map(([key]) => key),
  );
  expect(own.map((keys) => keys.length)).toEqual(Array(9).fill(1));
  for (const { dModel, dFf, seq, batch, evaluateOn } of others) {
    expect([dFf, seq * batch, seq * evaluateOn]).toEqual([4 * dModel, 512, 2048]);
  }
});
