/** Trains a transformer on the reversal task, and asks it for predictions. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import { initTransformer, type TransformerConfig, type TransformerParams } from '../parameters';
import { disposeTensors, type TrainingEnd, train } from '../training';
import { accuracyOf, type Predictions, predictionsOf } from './predictions';
import {
  chunksOf,
  heldOutChunk,
  inputsOf,
  predicted,
  type ReversalString,
  reversalConfig,
  reversalTraining,
  shuffledTargets,
  type Targets,
  targetsOf,
  trainingBatch,
  vocab,
} from './task';
import type { TrainingStep } from './verdict';

/** As `transformer` of stage 06: logits [batch, seq, vocab] for tokens [batch, seq], or a promise of them. */
export type Transformer = (
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
) => tf.Tensor3D | Promise<tf.Tensor3D>;

export interface ReversalTrainingOptions {
  readonly transformer: Transformer;
  /** Fixes the initial weights and every batch. */
  readonly seed: number;
  readonly maxSteps?: number | undefined;
  /** As a control, a training that can teach nothing: the model reads the same strings. */
  readonly targets?: Targets | undefined;
  /** Told about each step when it is done. */
  readonly onStep?: ((step: TrainingStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReversalTraining {
  /** The trained parameters; the caller disposes them. */
  readonly params: TransformerParams;
  /** One entry for each step with a finite loss. */
  readonly history: readonly TrainingStep[];
  /** Number of batches that the model was trained on. */
  readonly steps: number;
  readonly ended: TrainingEnd;
}

/**
 * The training ends early when the second half of the last batches is known this well, and of the very last
 * ones entirely: Adam leaves a good place now and then for a few steps.
 */
const enough = { batches: 20, accuracy: 0.998, flawless: 5 } as const;

/** The parameters before the training. The caller disposes them. */
export function untrainedParams(seed: number): TransformerParams {
  return initTransformer(reversalConfig, seed);
}

/**
 * Trains on the mean cross-entropy of all 11 predictions, also those that nobody can get right: a model that
 * sees the future then learns to use it, and shows it.
 *
 * The same seed gives the same training on the same backend.
 *
 * @throws {TypeError | RangeError} when `transformer` does not return logits [batch, seq, vocab]
 * @throws whatever `transformer` throws
 */
export async function trainReversal(options: ReversalTrainingOptions): Promise<ReversalTraining> {
  const { transformer, seed, maxSteps = reversalTraining.maxSteps, targets, onStep, signal } = options;
  const start = untrainedParams(seed);
  const history: TrainingStep[] = [];
  let strings: ReversalString[] = [];
  let answers: Predictions = [];
  try {
    const { params, ended } = await train({
      params: start,
      learningRate: reversalTraining.learningRate,
      maxSteps,
      signal,
      nextBatch: (step) => {
        strings = trainingBatch(seed, step + 1);
        return tensorsOf(
          strings,
          targets === 'shuffled' ? shuffledTargets(seed, step + 1, strings.length) : targetsOf(strings),
        );
      },
      loss: async (current, { inputs, targets }) => {
        const logits = await logitsOf(transformer, current, inputs);
        answers = predictionsOf(logits.dataSync());
        return crossEntropy(logits, targets);
      },
      onStep: (step, loss) => {
        const done = measure(step + 1, loss, strings, answers);
        history.push(done);
        onStep?.(done);
      },
      stop: () => isLearned(history),
    });
    return { params, history, steps: history.length, ended };
  } finally {
    disposeTensors(start);
  }
}

/**
 * What a model predicts for each string, read in chunks of {@link heldOutChunk}.
 *
 * @throws as {@link trainReversal}
 */
export async function predictReversal(
  transformer: Transformer,
  params: TransformerParams,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const predictions: number[][] = [];
  for (const chunk of chunksOf(strings, heldOutChunk)) {
    predictions.push(...(await tidyAwaited(() => predictChunk(transformer, params, chunk))));
  }
  return predictions;
}

async function predictChunk(
  transformer: Transformer,
  params: TransformerParams,
  strings: readonly ReversalString[],
): Promise<number[][]> {
  const inputs = tf.tensor2d(inputsOf(strings), [strings.length, predicted], 'int32');
  const logits = await logitsOf(transformer, params, inputs);
  return predictionsOf(logits.dataSync());
}

function tensorsOf(
  strings: readonly ReversalString[],
  targets: number[][],
): { inputs: tf.Tensor2D; targets: tf.Tensor1D } {
  return {
    inputs: tf.tensor2d(inputsOf(strings), [strings.length, predicted], 'int32'),
    targets: tf.tensor1d(targets.flat(), 'int32'),
  };
}

/** Calls the student's function and refuses what is not logits. */
async function logitsOf(
  transformer: Transformer,
  params: TransformerParams,
  inputs: tf.Tensor2D,
): Promise<tf.Tensor3D> {
  const expected = [inputs.shape[0], predicted, vocab];
  const logits: unknown = await transformer(params, inputs, reversalConfig);
  if (!(logits instanceof tf.Tensor)) {
    throw new TypeError(
      `Expected transformer to return logits [${expected.join(', ')}], got ${typeof logits}`,
    );
  }
  if (!tf.util.arraysEqual(logits.shape, expected)) {
    throw new RangeError(
      `Expected logits [${expected.join(', ')}] from transformer, got shape [${logits.shape.join(', ')}]`,
    );
  }
  return logits as tf.Tensor3D;
}

/** The mean over all predictions. */
function crossEntropy(logits: tf.Tensor3D, targets: tf.Tensor1D): tf.Scalar {
  const chosen = tf.oneHot(targets, vocab);
  return tf.losses.softmaxCrossEntropy(chosen, logits.reshape([-1, vocab]));
}

function measure(
  step: number,
  loss: number,
  strings: readonly ReversalString[],
  answers: Predictions,
): TrainingStep {
  const [firstHalf, secondHalf] = [
    accuracyOf('first', strings, answers),
    accuracyOf('second', strings, answers),
  ];
  return { step, loss, firstHalf, secondHalf };
}

function isLearned(history: readonly TrainingStep[]): boolean {
  const known = history.slice(-enough.batches).map(({ secondHalf }) => secondHalf);
  const mean = known.reduce((sum, share) => sum + share, 0) / enough.batches;
  return mean >= enough.accuracy && known.slice(-enough.flawless).every((share) => share === 1);
}
