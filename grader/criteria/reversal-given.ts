/** What the reversal of a whole class is asked with: it follows from the seed alone, so a worker draws it once. */
import type { TransformerParams } from '../../lib/parameters';
import { controlChunk, redrawn } from '../../lib/reversal/controls';
import { heldOut, heldOutStrings, type ReversalString, trainedKeys } from '../../lib/reversal/task';
import { untrainedParams } from '../../lib/reversal/train';
import { disposeTensors } from '../../lib/training';
import { derivedSeed } from '../seed';

export interface ReversalGiven {
  /** The held-out strings. */
  readonly strings: readonly ReversalString[];
  /** The weights that the training begins with. */
  readonly start: TransformerParams;
  /** For each chunk of strings weights that were drawn again. */
  readonly redrawn: readonly TransformerParams[];
  /** See `trainedKeys`. */
  readonly trainedOn: ReadonlySet<number>;
}

let last: { readonly seed: number; readonly given: ReversalGiven } | undefined;

/**
 * @param seed - of the grading
 * @returns what stays as it is until another seed is asked for: nobody else disposes it
 */
export function reversalGiven(seed: number): ReversalGiven {
  if (last?.seed !== seed) {
    if (last) for (const params of [last.given.start, ...last.given.redrawn]) disposeTensors(params);
    last = { seed, given: draw(seed) };
  }
  return last.given;
}

function draw(seed: number): ReversalGiven {
  const training = derivedSeed(seed, 'training');
  const weightsOf = redrawn(derivedSeed(seed, 'redrawn'));
  return {
    strings: heldOut(derivedSeed(seed, 'held out')),
    start: untrainedParams(training),
    redrawn: Array.from({ length: heldOutStrings / controlChunk }, (_, chunk) => weightsOf(chunk)),
    trainedOn: trainedKeys(training),
  };
}
