import type { LeakFinding } from '../../../lib/leaks/finding';
import { findLeak } from '../../../lib/leaks/kind';
import { tidied } from '../../../lib/leaks/model';
import { recordInfluence } from '../../../lib/leaks/recorded';
import type { TransformerConfig } from '../../../lib/parameters';
import type { Transformer } from '../../../lib/reversal/train';

/** Examines a transformer of this process, gradient and all. */
export function examine(
  transformer: Transformer,
  seed: number,
  config?: TransformerConfig,
): Promise<LeakFinding> {
  return findLeak((...args) => tidied(() => transformer(...args)), {
    seed,
    config,
    recorded: async () => recordInfluence(transformer, seed, config),
  });
}
