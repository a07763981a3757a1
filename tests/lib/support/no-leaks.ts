/** A right model must never be called leaky: the same tests for each backend. */
import { describe, expect, test } from 'vitest';
import { type BackendName, startBackend } from '../../../lib/backend';
import { findLeakHere } from '../../../lib/leaks/show';
import type { TransformerConfig } from '../../../lib/parameters';
import { editedTransformers } from './edited';
import { right } from './leaky-edits';

/** Different sizes for each seed; the vocabulary is as small as it may be, or larger. */
function sizesOf(seed: number): TransformerConfig {
  const heads = 1 + (seed % 3);
  const seq = 3 + (seed % 5);
  return {
    seq,
    heads,
    vocab: (seq + 2) * seq + (seed % 4),
    // With two numbers a normalised token is only a sign, which has no gradient.
    dModel: heads * 2 * (2 + (seed % 3)),
    dFf: 5 + (seed % 7),
    layers: 1 + (seed % 3),
  };
}

/** What every right model gives: no kind, nothing to say about the gradient, nothing of the future. */
const clean = {
  kind: 'none',
  sentence: 'No position is changed by a later token, by another sequence of the batch or by the length.',
  where: [],
};

/** Declares the tests. */
export async function testsOfRightModels(backend: BackendName): Promise<void> {
  await startBackend({ prefer: backend });
  const edited = await editedTransformers();

  describe(`on ${backend}`, () => {
    test('the reference does not leak, for 12 seeds and sizes', async () => {
      const transformer = await edited([]);
      for (let seed = 1; seed <= 12; seed += 1) {
        const found = await findLeakHere(transformer, seed, sizesOf(seed));
        expect({ seed, ...found }).toMatchObject({ seed, ...clean });
        expect(found.calls).toBe(10);
      }
    });

    test.each(Object.entries(right))('%s does not leak', async (_, edits) => {
      const transformer = await edited(edits);
      for (const seed of [31, 32]) {
        expect({ seed, ...(await findLeakHere(transformer, seed)) }).toMatchObject({ seed, ...clean });
      }
    });
  });
}
