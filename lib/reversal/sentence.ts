/** Words a verdict for a student: the fact, then the likely cause. */
import { chance, type Findings, level, shareOf } from './findings';
import { percent } from './percent';
import { half } from './task';
import { explainOutcome } from './training-outcome';
import type { ControlName, PositionResult, ReversalReason } from './verdict';

const wordings: Record<ReversalReason, (findings: Findings) => string> = {
  learned,
  'first half above chance': leaks,
  'untrained model above chance': knowsTooEarly,
  'skill without its weights': knowsWithoutWeights,
  'shuffled targets learned': knowsWithoutTask,
  'weights make no difference': ignoresWeights,
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
    `${position}, at ${percent(accuracy)}), of the first half ${percent(shareOf(firstHalf))}, which is guessing. ` +
    'Nothing of the future leaks.'
  );
}

function leaks({ positions, firstHalf }: Findings): string {
  const above = positions.filter((result) => result.half === 'first' && !result.ok);
  const everywhere = above.length === half - 1 || above.length === 0;
  const known = everywhere
    ? `${percent(shareOf(firstHalf))} of the first half`
    : above.map(({ position, accuracy }) => `place ${position} at ${percent(accuracy)}`).join(', ');
  return (
    `Your model knows ${known}${everywhere ? '' : ', in the first half'}, which nobody can know before it has been ` +
    `read (guessing gives ${percent(chance)}): the future leaks. Look at causalMask and at where it is applied.`
  );
}

/** Said of every skill that is there without having been learned. */
const notFromWeights =
  'its answers do not come from the weights it is given. Compute the logits from params, with no rule of this task in the code.';

function knowsTooEarly(findings: Findings): string {
  if (findings.untrainedLeak && failed(findings, 'untrained') === undefined) {
    return (
      `Before any training your model knows ${percent(shareOf(findings.untrainedFirstHalf))} of the first half, more ` +
      `than the ${percent(chance)} of guessing: the future leaks. Look at causalMask and at where it is applied.`
    );
  }
  const known = failed(findings, 'untrained') ?? 0;
  return `Before any training your model knows ${percent(known)} of the second half: ${notFromWeights}`;
}

function knowsWithoutWeights(findings: Findings): string {
  const redrawn = failed(findings, 'redrawn');
  const known = redrawn ?? failed(findings, 'permuted') ?? 0;
  const weights =
    redrawn === undefined
      ? 'the trained weights mixed up within each tensor'
      : 'weights drawn again at random';
  return `With ${weights} your model still knows ${percent(known)} of the second half: ${notFromWeights}`;
}

function knowsWithoutTask(findings: Findings): string {
  const known = failed(findings, 'shuffled');
  if (known !== undefined) {
    return (
      'Trained a second time, towards random tokens instead of the reversed ones, your model knows ' +
      `${percent(known)} of the second half all the same: ${notFromWeights}`
    );
  }
  return (
    `Your model predicts ${percent(failed(findings, 'shuffled targets') ?? 0)} of tokens that were drawn at random ` +
    `(guessing gives ${percent(chance)}): its answers come from somewhere else than the string it reads.`
  );
}

function ignoresWeights(findings: Findings): string {
  return (
    'Your model gives the same answers whatever weights it is given, so no training can change them. ' +
    `Is each of params used on the way from embed to the logits? ${notLearned(findings)}`
  );
}

/** What is known in a control that failed. */
function failed({ controls }: Findings, wanted: ControlName): number | undefined {
  return controls.find(({ name, ok }) => name === wanted && !ok)?.accuracy;
}

function notLearned({ positions, training, outcome }: Findings): string {
  const { position, accuracy, lower } = least(positions);
  const bound = accuracy < level ? '' : ` (certain is only ${percent(lower)})`;
  return (
    `The second half is not learned: place ${position} is known at ${percent(accuracy)}${bound}, and more than ` +
    `${percent(level)} is wanted. ${explainOutcome(outcome, training?.history ?? [])}`
  );
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
