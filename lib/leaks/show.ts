/** What `npm run reversal` shows of a leak. */
import type { Transformer } from '../reversal/train';
import { findLeak } from './kind';
import { tidied } from './model';
import { influencePicture } from './picture';
import { recordInfluence } from './recorded';

/**
 * Examines a transformer in this process.
 *
 * @returns a picture and a sentence; nothing when there is no leak, or when the function cannot be examined
 */
export async function explainLeak(transformer: Transformer, seed: number): Promise<string | undefined> {
  try {
    const found = await findLeak((...args) => tidied(() => transformer(...args)), {
      seed,
      recorded: async () => recordInfluence(transformer, seed),
    });
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
