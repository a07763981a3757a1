/** Names how a training went, and says what to look at. */
import { level, type TrainingRecord } from './findings';
import { percent } from './percent';
import { half, predicted, vocab } from './task';
import type { TrainingOutcome, TrainingStep } from './verdict';

/** The loss of a model that guesses. */
const guessing = Math.log(vocab);
/** The loss of a model that knows the second half and guesses the first. */
const knowing = ((half - 1) / predicted) * guessing;
/** The loss of a batch strays by about 0.03 when nothing changes; a mean of this many strays far less. */
const window = 10;
/** A loss this much higher than it was, or than that of guessing, did not get there by chance. */
const rise = 0.7;
/** More than this is not guessed: 10 batches of 192 tokens stray by less than 1% from 10%. */
const something = 0.15;
/** From one fifth of the training to the next; means of 80 steps stray by less than 0.005. */
const fall = 0.02;

/**
 * How did it go?
 *
 * @param known - whether the second half is known on new strings, at every position
 */
export function outcomeOf(training: TrainingRecord | undefined, known: boolean): TrainingOutcome {
  const { history = [], ended } = training ?? {};
  if (ended === 'not a number' && !known) return 'not a number';
  if (history.length === 0) return 'unknown';
  if (known) return mean(history.slice(0, 3), 'secondHalf') > level ? 'nothing to learn' : 'learned';
  if (ended === 'interrupted') return 'interrupted';
  return curveOf(history);
}

/** Of a training that did not lead to a second half that is known on new strings. */
function curveOf(history: readonly TrainingStep[]): TrainingOutcome {
  const last = history.slice(-window);
  const loss = mean(last, 'loss');
  if (mean(last, 'secondHalf') > level) return 'memorised';
  if (loss > Math.min(guessing, lowest(history)) + rise) return 'diverging';
  if (stillFalling(history)) return 'slow';
  return loss > guessing - 0.1 && mean(last, 'secondHalf') < something ? 'plateau' : 'stuck';
}

function lowest(history: readonly TrainingStep[]): number {
  const means = history.map((_, end) => mean(history.slice(Math.max(0, end - window + 1), end + 1), 'loss'));
  return Math.min(...means);
}

function stillFalling(history: readonly TrainingStep[]): boolean {
  const fifth = Math.floor(history.length / 5);
  if (fifth < window) return false;
  const [before, now] = [history.slice(-2 * fifth, -fifth), history.slice(-fifth)];
  return mean(before, 'loss') - mean(now, 'loss') > fall;
}

/** What to look at when the second half was not learned, in a sentence or two for the student. */
export function explainOutcome(outcome: TrainingOutcome, history: readonly TrainingStep[]): string {
  const last = history.slice(-window);
  const loss = mean(last, 'loss').toFixed(2);
  const ofGuessing = `ln ${vocab} = ${guessing.toFixed(2)}`;
  const steps = history.length === 1 ? '1 step' : `${history.length} steps`;
  const words: Partial<Record<TrainingOutcome, string>> = {
    interrupted: `The training was interrupted after ${steps}.`,
    memorised: `In training it knew ${percent(mean(last, 'secondHalf'))}, on new strings it does not: do its answers depend on anything but the string and the weights, such as the rest of the batch or an earlier call?`,
    diverging: `The loss ended at ${loss}, far above where it could be (guessing gives ${ofGuessing}): numbers grow too large. Look at layerNorm, and at the division by √dHead.`,
    slow: `The loss was still falling after ${steps}, at ${loss}; knowing the second half gives ${knowing.toFixed(2)}. It learns, but too slowly: is something made too small on its way, or past the residual connections? Look at the scale in embed and at attentionBlock.`,
    plateau: `The loss stayed at ${loss}, and guessing gives ${ofGuessing}: the tokens do not reach the output. Does every step use the result of the one before, from embed to the logits?`,
    stuck: `The loss came down to ${loss} in ${steps}, and no further, with ${percent(mean(last, 'secondHalf'))} of the second half known; knowing all of it gives ${knowing.toFixed(2)}. Can each token find those before it? Look at positionalEncoding, the mask (rows are queries) and the heads.`,
  };
  return words[outcome] ?? 'The functions before it may not be right yet: see npm test.';
}

function mean(steps: readonly TrainingStep[], of: 'loss' | 'secondHalf'): number {
  return steps.reduce((sum, step) => sum + step[of], 0) / steps.length;
}
