/** Words a verdict for a student: the fact, then the likely cause. */
import { type Count, chance, type Findings, knownUntrained, level, type TrainingRecord } from './findings';
import { half, predicted, vocab } from './task';
import type { PositionResult, ReversalReason } from './verdict';

/** The loss of a model that guesses. */
const guessing = Math.log(vocab);
/** The loss of a model that knows the second half and guesses the first. */
const knowing = ((half - 1) / predicted) * guessing;

const wordings: Record<ReversalReason, (findings: Findings) => string> = {
  learned,
  'first half above chance': leaks,
  'untrained model above chance': knowsTooEarly,
  'second half not learned': notLearned,
  'not a number': notANumber,
};

/** The verdict in a few sentences that a student understands. */
export function sentenceFor(reason: ReversalReason, findings: Findings): string {
  return wordings[reason](findings);
}

function learned({ positions, firstHalf }: Findings): string {
  const { position, accuracy } = least(positions);
  return (
    `Your model has learned to reverse: of the second half it knows every place (the least known is place ` +
    `${position}, at ${percent(accuracy)}), of the first half ${percent(share(firstHalf))}, which is guessing. ` +
    'Nothing of the future leaks.'
  );
}

function leaks({ positions, firstHalf }: Findings): string {
  const above = positions.filter((result) => result.half === 'first' && !result.ok);
  const everywhere = above.length === half - 1 || above.length === 0;
  const known = everywhere
    ? `${percent(share(firstHalf))} of the first half`
    : above.map(({ position, accuracy }) => `place ${position} at ${percent(accuracy)}`).join(', ');
  return (
    `Your model knows ${known}${everywhere ? '' : ', in the first half'}, which nobody can know before it has been ` +
    `read (guessing gives ${percent(chance)}): the future leaks. Look at causalMask and at where it is applied.`
  );
}

function knowsTooEarly({ untrained, untrainedLeak }: Findings): string {
  if (untrainedLeak && !knownUntrained(untrained.secondHalf)) {
    return (
      `Before any training your model knows ${percent(share(untrained.firstHalf))} of the first half, more than the ` +
      `${percent(chance)} of guessing: the future leaks. Look at causalMask and at where it is applied.`
    );
  }
  return (
    `Before any training your model knows ${percent(share(untrained.secondHalf))} of the second half: its answers ` +
    'do not come from the weights it is given. Compute the logits from params, with no rule of this task in the code.'
  );
}

function notLearned({ positions, training }: Findings): string {
  const { position, accuracy, lower } = least(positions);
  const bound = accuracy < level ? '' : ` (certain is only ${percent(lower)})`;
  return (
    `The second half is not learned: place ${position} is known at ${percent(accuracy)}${bound}, and more than ` +
    `${percent(level)} is wanted. ${explain(training)}`
  );
}

/** Why was it not learned? The curve of the loss tells most of it. */
function explain(training: TrainingRecord | undefined): string {
  if (!training || training.history.length === 0) {
    return 'The functions before it may not be right yet: see npm test.';
  }
  const { history, ended } = training;
  const last = history.slice(-10);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const loss = mean(last.map((step) => step.loss));
  const inTraining = mean(last.map((step) => step.secondHalf));
  if (ended === 'interrupted') return `The training was interrupted after ${steps(history.length)}.`;
  if (inTraining > level) {
    return `In training it knew ${percent(inTraining)}: do its answers depend on anything but the string, such as the rest of the batch or an earlier call?`;
  }
  if (loss > guessing + 0.7) {
    return `The loss rose to ${loss.toFixed(2)}, worse than guessing, ln ${vocab} = ${guessing.toFixed(2)}: numbers grow too large. Look at layerNorm, and at the division by √dHead.`;
  }
  if (loss > guessing - 0.1) {
    return `The loss stayed at ${loss.toFixed(2)}, and guessing gives ln ${vocab} = ${guessing.toFixed(2)}: the tokens do not reach the output. Does every step use the result of the one before, from embed to the logits?`;
  }
  return `The loss came down to ${loss.toFixed(2)} in ${steps(history.length)}; knowing the second half gives ${knowing.toFixed(2)}. Can each token find those before it? Look at positionalEncoding, the mask (rows are queries) and the heads.`;
}

function notANumber({ withoutAnswer, training }: Findings): string {
  const cause =
    'Often a row of scores is -Infinity everywhere, or a root or a logarithm gets a number that it cannot take.';
  if (withoutAnswer.untrained > 0) return `Your model answers NaN already before the training. ${cause}`;
  const when = training?.ended === 'not a number' ? `in step ${training.history.length + 1}` : 'in the end';
  return `Your model answers NaN after some training: the loss or the logits were not finite ${when}. ${cause}`;
}

function least(positions: readonly PositionResult[]): PositionResult {
  const places = positions.filter((result) => result.half === 'second');
  return places.reduce((least, place) => (place.lower < least.lower ? place : least));
}

function share({ hits, trials }: Count): number {
  return trials === 0 ? 0 : hits / trials;
}

function steps(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}

/** As a text: `99.9%`. */
export function percent(value: number): string {
  return `${inPercent(value)}%`;
}

/** In percent with one decimal, never rounded up to what it is not: 0.9999 gives 99.9. */
export function inPercent(value: number): number {
  return Math.floor(value * 1000 + 1e-9) / 10;
}
