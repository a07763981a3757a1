/**
 * The reversal criterion: has the model learned what can be known, and nothing that cannot? It is the same for
 * a student and for the grader; docs/reversal.md derives how often it errs. No TensorFlow.js is needed here.
 */
import {
  type Answered,
  aboveChance,
  type Count,
  chance,
  countAt,
  type Findings,
  judgeControl,
  judgePosition,
  level,
  type TrainingRecord,
  total,
} from './findings';
import { noAnswer, type Predictions } from './predictions';
import { sentenceFor } from './sentence';
import { type Half, halfOf, keyOf, positions, predicted, type ReversalString } from './task';
import { outcomeOf } from './training-outcome';
import type { ControlName, ControlResult, PositionResult, ReversalReason, ReversalVerdict } from './verdict';

/** What a verdict rests on. */
export interface ReversalEvidence {
  /** The held-out strings, drawn independently of the training: see `heldOut`. */
  readonly strings: readonly ReversalString[];
  /** What the trained model predicts for them. */
  readonly predictions: Predictions;
  /** What the same model predicts for them with its weights before the training. */
  readonly untrained: Predictions;
  /** What it predicts with weights that were drawn again: see `redrawn`. */
  readonly redrawn: Predictions;
  /** What it predicts with the trained weights in another order: see `permuted`. */
  readonly permuted: Predictions;
  /** What it predicts after a training on shuffled targets; only the grader asks. */
  readonly shuffled?: ShuffledEvidence | undefined;
  /** The strings that it was trained on: see `trainedKeys`. */
  readonly trainedOn: ReadonlySet<number>;
  /** How the training went. It can explain a failure, and never makes a model pass. */
  readonly training?: TrainingRecord | undefined;
}

/** What comes of a training that can teach nothing. */
export interface ShuffledEvidence {
  readonly predictions: Predictions;
  /** For each held-out string targets that have nothing to do with it: see `shuffledTargets`. */
  readonly targets: Predictions;
}

/**
 * Judges a trained model.
 *
 * @throws {RangeError} when there are not as many predictions as strings, or not 11 of each
 */
export function judgeReversal(evidence: ReversalEvidence): ReversalVerdict {
  const { strings, predictions, untrained, redrawn, permuted, shuffled } = evidence;
  const asked = {
    predictions,
    untrained,
    redrawn,
    permuted,
    ...(shuffled && { shuffled: shuffled.predictions }),
  };
  for (const [name, answers] of Object.entries(asked)) checkSizes(name, answers, strings);
  const findings = findingsOf(evidence);
  const reason = reasonOf(findings);
  return {
    passed: reason === 'learned',
    reason,
    sentence: sentenceFor(reason, findings),
    chance,
    level,
    strings: strings.length,
    unseen: findings.positions.at(-1)?.trials ?? 0,
    training: findings.outcome,
    controls: findings.controls,
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
  const { strings, predictions, untrained, training } = evidence;
  const all: Answered = { strings, predictions };
  const before: Answered = { strings, predictions: untrained };
  const untrainedFirst = first.map((position) => countAt(position, before));
  const results = positionsOf(evidence);
  return {
    positions: results,
    firstHalf: total(first.map((position) => countAt(position, all))),
    untrainedFirstHalf: total(untrainedFirst),
    untrainedLeak: [...untrainedFirst, total(untrainedFirst)].some((count) => aboveChance(count)),
    withoutAnswer: { trained: withoutAnswer(predictions), untrained: withoutAnswer(untrained) },
    controls: controlsOf(evidence),
    weightsIgnored: weightsIgnored(evidence),
    training,
    outcome: outcomeOf(training, !wrong(results, 'second')),
  };
}

function positionsOf({ strings, predictions, trainedOn }: ReversalEvidence): PositionResult[] {
  const all: Answered = { strings, predictions };
  // Where a string was trained on, its second half may be known by heart.
  const unseen = only(all, (string) => !trainedOn.has(keyOf(string)));
  return [
    ...first.map((position) => judgePosition(position, countAt(position, all))),
    ...second.map((position) => judgePosition(position, countAt(position, unseen))),
  ];
}

/** What the model knows without trained weights. */
function controlsOf({ strings, untrained, redrawn, permuted, shuffled }: ReversalEvidence): ControlResult[] {
  const known = (name: ControlName, predictions: Predictions) =>
    judgeControl(name, total(second.map((position) => countAt(position, { strings, predictions }))));
  const always = [known('untrained', untrained), known('redrawn', redrawn), known('permuted', permuted)];
  if (!shuffled) return always;
  const { predictions, targets } = shuffled;
  return [
    ...always,
    known('shuffled', predictions),
    judgeControl('shuffled targets', agreement(targets, predictions)),
  ];
}

/** How often two lists of tokens agree. */
function agreement(some: Predictions, others: Predictions): Count {
  const other = others.flat();
  const tokens = some.flat();
  return { hits: tokens.filter((token, index) => token === other[index]).length, trials: tokens.length };
}

function weightsIgnored({ predictions, untrained, redrawn, permuted }: ReversalEvidence): boolean {
  return [untrained, redrawn, permuted].every((others) => {
    const { hits, trials } = agreement(predictions, others);
    return hits === trials;
  });
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

function wrong(results: readonly PositionResult[], half: Half): boolean {
  return results.some((result) => result.half === half && !result.ok);
}

/** The most telling reason comes first: a model that sees the future mostly fails elsewhere, too. */
function reasonOf(findings: Findings): ReversalReason {
  const { positions, firstHalf, untrainedLeak, withoutAnswer, controls, training } = findings;
  const known = (...names: ControlName[]) => controls.some(({ name, ok }) => names.includes(name) && !ok);
  if (withoutAnswer.trained + withoutAnswer.untrained > 0) return 'not a number';
  if (wrong(positions, 'first') || aboveChance(firstHalf)) return 'first half above chance';
  if (untrainedLeak || known('untrained')) return 'untrained model above chance';
  if (known('redrawn', 'permuted')) return 'skill without its weights';
  if (known('shuffled', 'shuffled targets')) return 'shuffled targets learned';
  if (!wrong(positions, 'second')) return 'learned';
  if (training?.ended === 'not a number') return 'not a number';
  return findings.weightsIgnored ? 'weights make no difference' : 'second half not learned';
}
