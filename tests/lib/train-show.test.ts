/** What is shown of trainings, and what the documents say of their settings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, rules } from '../../lib/language-model/settings';
import { duration } from '../../lib/language-model/show';
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

test.each(readdirSync(join(root, 'configs')))('configs/%s has right settings', async (file) => {
  await readSettings({}, join(root, 'configs', file));
});
