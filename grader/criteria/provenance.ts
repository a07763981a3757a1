/**
 * Where a skill comes from. The weights that come back from a training have to follow from those that went in, and
 * where the submission's model is the course's transformer, its answers have to follow from the weights: the reference
 * computes them here. docs/reversal.md says how often honest models are hurt.
 */
import * as tf from '@tensorflow/tfjs';
import { listTensors, type TransformerParams } from '../../lib/parameters';
import { Random } from '../../lib/random';
import type { WeightsOf } from '../../lib/reversal/controls';
import { percent } from '../../lib/reversal/percent';
import { type Predictions, predictionsOf } from '../../lib/reversal/predictions';
import { halfOf, inputsOf, positions, type ReversalString, reversalConfig } from '../../lib/reversal/task';
import type { ReversalReason, ReversalVerdict } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';

/** What only the grader can find: it has the start of the training, and the reference. */
export type ProvenanceReason = 'answers not from the weights' | 'weights from elsewhere';

export type GradedVerdict = Omit<ReversalVerdict, 'reason'> & {
  readonly reason: ReversalReason | ProvenanceReason;
};

/** Whether the reference could compute what the submission's model computes. */
export type Resemblance = 'same model' | 'another model';

/** Two ways to compute the same logits are apart by rounding: some 1e-5 of their size. */
export const parityTolerance = 1e-3;

/** Of the second half, the reference has to predict the same; a model of the same numbers does so always. */
export const leastAgreement = 0.95;

/** Cosine of the weights before and after the training; docs/reversal.md has what honest trainings leave. */
export const leastKinship = 0.1;

/** The same where the course's transformer is trained on the reversal, whose trainings all go alike. */
const leastKinshipOfSame = 0.5;

/** How many strings the reference reads for each question; each takes some 5 ms on the cpu backend. */
const [parityStrings, judgedStrings] = [4, 25];

/** What a model answered with some weights. */
export interface Sample {
  readonly weightsOf: WeightsOf;
  /** Flat logits of the first strings. */
  readonly logits: ArrayLike<number>;
}

/**
 * Whether the model is the course's transformer, by its answers with weights that hold no skill: where nothing can be
 * won, and where it cannot be known that this is being asked.
 */
export function resemblanceOf(strings: readonly ReversalString[], samples: readonly Sample[]): Resemblance {
  const some = strings.slice(0, parityStrings);
  const same = samples.every(({ weightsOf, logits }) => {
    const params = weightsOf(0);
    const expected = referenceLogits(params, some);
    disposeTensors(params);
    const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    return expected.every(
      (value, at) => Math.abs(value - (logits[at] ?? Number.NaN)) <= parityTolerance * size,
    );
  });
  return same ? 'same model' : 'another model';
}

/** What a passing verdict is checked against. */
export interface Provenance {
  readonly start: TransformerParams;
  readonly trained: TransformerParams;
  readonly strings: readonly ReversalString[];
  /** With the trained weights. */
  readonly predictions: Predictions;
  readonly resemblance: Resemblance;
  /** Of the choice of strings that the reference reads: no model can know where it has to compute. */
  readonly seed: number;
}

/** The verdict, unless the skill that it found comes from somewhere else than from the training. */
export function checkProvenance(verdict: ReversalVerdict, provenance: Provenance): GradedVerdict {
  if (!verdict.passed) return verdict;
  const { start, trained, resemblance } = provenance;
  if (kinshipOf(start, trained) < (resemblance === 'same model' ? leastKinshipOfSame : leastKinship)) {
    const sentence =
      'The weights after the training have too little in common with those that it began with, ' +
      'so they were not learned in it: they have to grow out of the params that your model is given.';
    return { ...verdict, passed: false, reason: 'weights from elsewhere', sentence };
  }
  if (resemblance === 'another model') return verdict;
  const agreed = agreement(provenance);
  if (agreed >= leastAgreement) return verdict;
  const sentence =
    `With the trained weights only ${percent(agreed)} of your model's answers are those that a transformer computes ` +
    'from these weights; with other weights all are. Compute the logits from params, with no rule of this task in the code.';
  return { ...verdict, passed: false, reason: 'answers not from the weights', sentence };
}

/**
 * The cosine of two sets of weights, over all matrices: 1 where nothing changed, near 0 for weights that have nothing to
 * do with each other.
 */
export function kinshipOf(start: TransformerParams, trained: TransformerParams): number {
  const after = new Map(listTensors(trained).map(({ path, tensor }) => [path, tensor]));
  let [product, before, now] = [0, 0, 0];
  for (const { path, tensor } of listTensors(start).filter(({ tensor }) => tensor.rank === 2)) {
    const others = after.get(path)?.dataSync() ?? [];
    tensor.dataSync().forEach((value, at) => {
      const other = others[at] ?? 0;
      product += value * other;
      before += value * value;
      now += other * other;
    });
  }
  return product / Math.sqrt(before * now || 1);
}

/** The share of the second half's predictions that the reference makes, too. */
function agreement({ trained, strings, predictions, seed }: Provenance): number {
  const second = positions
    .filter((position) => halfOf(position) === 'second')
    .map((position) => position - 1);
  const some = new Random(seed).shuffle([...strings.keys()]).slice(0, judgedStrings);
  const read = some.map((index) => strings[index] as ReversalString);
  const expected = predictionsOf(referenceLogits(trained, read));
  const same = expected.flatMap((tokens, at) =>
    second.map((place) => tokens[place] === predictions[some[at] as number]?.[place]),
  );
  return same.filter(Boolean).length / same.length;
}

function referenceLogits(params: TransformerParams, strings: readonly ReversalString[]): number[] {
  return tf.tidy(() => {
    const tokens = tf.tensor2d(inputsOf(strings), undefined, 'int32');
    return [...transformer(params, tokens, reversalConfig).dataSync()];
  });
}
