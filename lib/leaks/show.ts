/** Examines a transformer in this process, and what `npm run reversal` shows of a leak. */
import { tidyAwaited } from '../awaited';
import type { TransformerConfig } from '../parameters';
import type { Transformer } from '../reversal/train';
import type { LeakFinding } from './finding';
import { findLeak } from './kind';
import { influencePicture } from './picture';
import { recordInfluence } from './recorded';

/**
 * Examines a transformer in this process, gradient and all; one that returns a promise by its answers alone.
 *
 * @throws as {@link findLeak}
 */
export function findLeakHere(
  transformer: Transformer,
  seed: number,
  config?: TransformerConfig,
): Promise<LeakFinding> {
  return findLeak((...args) => tidyAwaited(async () => transformer(...args)), {
    seed,
    config,
    recorded: async () => recordInfluence(transformer, seed, config),
  });
}

/**
 * Puts a leak into words.
 *
 * @returns a picture and a sentence; nothing when there is no leak, or when the function cannot be examined
 */
export async function explainLeak(transformer: Transformer, seed: number): Promise<string | undefined> {
  try {
    const found = await findLeakHere(transformer, seed);
    if (found.kind === 'none') return undefined;
    return [
      'Which token changes which logits (a small model with random weights; darker is more, ✗ is the future):',
      ...influencePicture(found.influence.perturbation),
      '',
      found.sentence,
    ].join('\n');
  } catch {
    // It has trained a moment ago: whatever keeps it from running here has been said, or is no concern of a picture.
    return undefined;
  }
}
