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
import { controlStrings, type Half, halfOf, keyOf, positions, predicted, type ReversalString } from './task';
import { outcomeOf } from './training-outcome';
import type { ControlName, ControlResult, PositionResult, ReversalReason, ReversalVerdict } from './verdict';

/** What a verdict rests on. */
export interface ReversalEvidence {
  /** The held-out strings, drawn independently of the training: see `heldOut`. */
  readonly strings: readonly ReversalString[];
  /** What the trained model predicts for them. */
  readonly predictions: Predictions;
  /** What the same model predicts with its weights before the training, for the first of them: see `controlStrings`. */
  readonly untrained: Predictions;
  /** What it predicts with weights that were drawn again: see `redrawn`. For all strings, unless `isReference`. */
  readonly redrawn: Predictions;
  /** What it predicts with the trained weights in another order: see `permuted`. For as many. */
  readonly permuted: Predictions;
  /**
   * Whether it answers as the reference does with these two kinds of weights; only the grader knows. Then there is no skill
   * in what it says there, and only the first strings are needed.
   */
  readonly isReference?: boolean | undefined;
  /** What it predicts after a training on shuffled targets; only the grader asks. */
  readonly shuffled?: ShuffledEvidence | undefined;
  /** The strings that it was trained on: see `trainedKeys`. */
  readonly trainedOn: ReadonlySet<number>;
  /** How the training went. It can explain a failure, and never makes a model pass. */
  readonly training?: TrainingRecord | undefined;
}

/** What comes of a training that can teach nothing, for the first of the held-out strings: see `controlStrings`. */
export interface ShuffledEvidence {
  readonly predictions: Predictions;
  /** For each of these strings targets that have nothing to do with it: see `shuffledTargets`. */
  readonly targets: Predictions;
}

/**
 * Judges a trained model.
 *
 * @throws {RangeError} when there are fewer predictions than have to be, or not 11 for a string
 */
export function judgeReversal(evidence: ReversalEvidence): ReversalVerdict {
  const { strings, predictions, untrained, redrawn, permuted, shuffled, isReference } = evidence;
  const blank = { redrawn, permuted };
  const all = { predictions, ...(!isReference && blank) };
  const some = { untrained, ...(isReference && blank), ...(shuffled && { shuffled: shuffled.predictions }) };
  for (const [name, answers] of Object.entries(all)) checkSizes(name, answers, strings);
  for (const [name, answers] of Object.entries(some)) {
    checkSizes(name, answers, strings.slice(0, Math.max(controlStrings, answers.length)));
  }
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
  const before = answered(strings, untrained);
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
function controlsOf({ strings, shuffled, isReference, ...asked }: ReversalEvidence): ControlResult[] {
  const known = (name: ControlName, predictions: Predictions) =>
    judgeControl(name, total(second.map((position) => countAt(position, answered(strings, predictions)))));
  const names = isReference ? (['untrained'] as const) : (['untrained', 'redrawn', 'permuted'] as const);
  const always = names.map((name) => known(name, asked[name]));
  if (!shuffled) return always;
  const { predictions, targets } = shuffled;
  return [
    ...always,
    known('shuffled', predictions),
    judgeControl('shuffled targets', agreement(targets, predictions)),
  ];
}

/** The strings that there are predictions for. */
function answered(strings: readonly ReversalString[], predictions: Predictions): Answered {
  return { strings: strings.slice(0, predictions.length), predictions };
}

/** How often two lists of tokens agree, for the strings that are in both. */
function agreement(some: Predictions, others: Predictions): Count {
  const both = Math.min(some.length, others.length);
  const tokens = some.slice(0, both).flat();
  const other = others.slice(0, both).flat();
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
