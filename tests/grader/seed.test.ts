import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseSeed, keepSeed, keptSeed, reportedSeed, seedSentence } from '../../grader/seed';
import { temporaryFolder } from './support/folders';

const folder = temporaryFolder();
const drawn = () => chooseSeed({ given: undefined, reference: false, earlier: undefined });

describe('the seed of a grading', () => {
  test('is another one every time, and one that --seed takes', () => {
    const seeds = Array.from({ length: 20 }, drawn);
    // Two of twenty are the same in one of five million runs.
    expect(new Set(seeds).size).toBe(20);
    for (const seed of seeds) expect(String(seed)).toMatch(/^\d{1,9}$/);
  });

  test.each([
    ['is the one that was asked for, whatever else there is', { given: 0, reference: true, earlier: 5 }, 0],
    ['is that of the grading it goes on with', { given: undefined, reference: false, earlier: 5 }, 5],
    ['is fixed for the reference solution', { given: undefined, reference: true, earlier: undefined }, 1],
  ])('%s', (_, sources, seed) => {
    expect(chooseSeed(sources)).toBe(seed);
  });

  test('can be typed in again', () => {
    expect(seedSentence(482913)).toBe('seed 482913: `--seed 482913` repeats this grading');
  });
});

describe('a kept seed', () => {
  const results = join(folder, 'report', 'results');

  test('is found again, the newest one, and nothing else is left', async () => {
    expect(await keptSeed(results)).toBeUndefined();
    await keepSeed(results, 7);
    await keepSeed(results, 482913);
    expect(await keptSeed(results)).toBe(482913);
    expect(readdirSync(results)).toEqual(['seed.json']);
  });

  test.each(['', '{', '{"seed":"7"}', '{"seed":-1}', '{"seed":1000000000}', '{"seed":1.5}', 'null'])(
    'is not read from %s',
    async (text) => {
      writeFileSync(join(folder, 'report.json'), text);
      expect(await reportedSeed(folder)).toBeUndefined();
    },
  );

  test('is in a report, too', async () => {
    writeFileSync(join(folder, 'report.json'), JSON.stringify({ version: 1, seed: 12, submissions: [] }));
    expect(await reportedSeed(folder)).toBe(12);
  });
});
