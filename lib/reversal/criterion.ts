/**
 * The reversal criterion: has the model learned what can be known, and nothing that cannot? It is the same for
 * a student and for the grader; docs/reversal.md derives how often it errs. No TensorFlow.js is needed here.
 */
import {
  type Answered,
  aboveChance,
  chance,
  countAt,
  type Findings,
  judgePosition,
  knownUntrained,
  level,
  type TrainingRecord,
  total,
} from './findings';
import { noAnswer, type Predictions } from './predictions';
import { sentenceFor } from './sentence';
import { type Half, halfOf, keyOf, positions, predicted, type ReversalString } from './task';
import type { ReversalReason, ReversalVerdict } from './verdict';

/** What a verdict rests on. */
export interface ReversalEvidence {
  /** The held-out strings, drawn independently of the training: see `heldOut`. */
  readonly strings: readonly ReversalString[];
  /** What the trained model predicts for them. */
  readonly predictions: Predictions;
  /** What the same model predicts for them with its weights before the training. */
  readonly untrained: Predictions;
  /** The strings that it was trained on: see `trainedKeys`. */
  readonly trainedOn: ReadonlySet<number>;
  /** How the training went. It can explain a failure, and never makes a model pass. */
  readonly training?: TrainingRecord | undefined;
}

/**
 * Judges a trained model.
 *
 * @throws {RangeError} when there are not as many predictions as strings, or not 11 of each
 */
export function judgeReversal(evidence: ReversalEvidence): ReversalVerdict {
  const { strings, predictions, untrained } = evidence;
  checkSizes('predictions', predictions, strings);
  checkSizes('untrained', untrained, strings);
  const findings = findingsOf(evidence);
  const reason = reasonOf(findings);
  return {
    passed: reason === 'learned',
    reason,
    sentence: sentenceFor(reason, findings),
    chance,
    level,
    strings: strings.length,
    positions: findings.positions,
  };
}

function checkSizes(name: string, predictions: Predictions, strings: readonly ReversalString[]): void {
  const odd = predictions.find(({ length }) => length !== predicted);
  if (predictions.length === strings.length && !odd) return;
  throw new RangeError(
    `Expected ${name} to be ${strings.length} strings of ${predicted} tokens, got ${predictions.length} strings` +
      (odd ? `, one of them with ${odd.length} tokens` : ''),
  );
}

function findingsOf(evidence: ReversalEvidence): Findings {
  const { strings, predictions, trainedOn, training } = evidence;
  const all: Answered = { strings, predictions };
  // Where a string was trained on, its second half may be known by heart.
  const unseen = only(all, (string) => !trainedOn.has(keyOf(string)));
  const before: Answered = { strings, predictions: evidence.untrained };
  const untrainedFirst = first.map((position) => countAt(position, before));
  return {
    positions: [
      ...first.map((position) => judgePosition(position, countAt(position, all))),
      ...second.map((position) => judgePosition(position, countAt(position, unseen))),
    ],
    firstHalf: total(first.map((position) => countAt(position, all))),
    untrained: {
      firstHalf: total(untrainedFirst),
      secondHalf: total(second.map((position) => countAt(position, before))),
    },
    untrainedLeak: [...untrainedFirst, total(untrainedFirst)].some((count) => aboveChance(count)),
    withoutAnswer: { trained: withoutAnswer(predictions), untrained: withoutAnswer(evidence.untrained) },
    training,
  };
}

const first = positions.filter((position) => halfOf(position) === 'first');
const second = positions.filter((position) => halfOf(position) === 'second');

function only({ strings, predictions }: Answered, wanted: (string: ReversalString) => boolean): Answered {
  return {
    strings: strings.filter(wanted),
    predictions: predictions.filter((_, index) => wanted(strings[index] ?? [])),
  };
}

/** Number of strings with a prediction that is missing. */
function withoutAnswer(predictions: Predictions): number {
  return predictions.filter((tokens) => tokens.includes(noAnswer)).length;
}

/** The most telling reason comes first: a model that sees the future mostly fails elsewhere, too. */
function reasonOf(findings: Findings): ReversalReason {
  const { positions, firstHalf, untrained, untrainedLeak, withoutAnswer } = findings;
  const wrong = (half: Half) => positions.some((result) => result.half === half && !result.ok);
  if (withoutAnswer.trained + withoutAnswer.untrained > 0) return 'not a number';
  if (wrong('first') || aboveChance(firstHalf)) return 'first half above chance';
  if (untrainedLeak || knownUntrained(untrained.secondHalf)) return 'untrained model above chance';
  if (!wrong('second')) return 'learned';
  return findings.training?.ended === 'not a number' ? 'not a number' : 'second half not learned';
}
