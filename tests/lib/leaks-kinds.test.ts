import { describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { leakKinds } from '../../lib/leaks/finding';
import { findLeakHere } from '../../lib/leaks/show';
import { editedTransformers } from './support/edited';
import { leaks } from './support/leaky-edits';

await startBackend();
const edited = await editedTransformers();
const seeds = [1, 2, 3];

test('every kind has two examples or more', () => {
  const kinds = Object.entries(leaks).filter(([, subjects]) => Object.keys(subjects).length >= 2);
  expect(kinds.map(([kind]) => kind).sort()).toEqual(leakKinds.filter((kind) => kind !== 'none').sort());
});

describe.each(Object.entries(leaks))('%s', (kind, subjects) => {
  test.each(Object.entries(subjects))('%s', async (_, edits) => {
    const transformer = await edited(edits);
    for (const seed of seeds) {
      const found = await findLeakHere(transformer, seed);
      expect([seed, found.kind]).toEqual([seed, kind]);
      expect(found.calls).toBeLessThan(60);
    }
  });
});
