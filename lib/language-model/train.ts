/** The training of a language model, with the functions of the student. It writes no file and prints nothing. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import type { Evaluation } from '../optimisation';
import { listTensors, type TransformerConfig } from '../parameters';
import { batchOf } from '../text';
import type { TrainingState } from './checkpoint';
import type { Dataset } from './dataset';
import { evaluateOn } from './evaluate';
import type { LanguageModelFunctions, Model } from './functions';
import type { RunEnd, StepMetrics } from './run-files';
import type { Settings } from './settings';

export interface LanguageModelTraining {
  readonly functions: LanguageModelFunctions;
  readonly dataset: Dataset;
  readonly config: TransformerConfig;
  readonly settings: Pick<
    Settings,
    'steps' | 'batch' | 'learningRate' | 'floor' | 'warmup' | 'evaluateEvery' | 'evaluateOn' | 'patience'
  >;
  /** Where it starts. The training takes its tensors over and disposes them. */
  readonly start: TrainingState;
  /** Told of every step; what it returns is waited for. */
  readonly onStep?: ((metrics: StepMetrics, state: TrainingState) => void | Promise<void>) | undefined;
  /** Ends the training after the running step. */
  readonly signal?: AbortSignal | undefined;
}

export interface LanguageModelTrained {
  /** The caller disposes its tensors. */
  readonly state: TrainingState;
  readonly ended: RunEnd | 'interrupted';
}

/**
 * Trains from `start` to the last step. The same start and settings give the same numbers, bit by bit, on the same
 * backend; it makes no difference whether a training was interrupted.
 *
 * A loss that is not a number ends the training with the weights as they were before.
 *
 * @throws {TypeError | RangeError} when `trainingStep` does not return loss, parameters and the state of Adam
 * @throws whatever the functions throw
 */
export async function trainLanguageModel(training: LanguageModelTraining): Promise<LanguageModelTrained> {
  const { settings, signal, onStep } = training;
  let state = training.start;
  while (state.step < settings.steps) {
    if (signal?.aborted) return { state, ended: 'interrupted' };
    const done = await stepOnce(training, state);
    if (!done) return { state, ended: 'not a number' };
    state = done.state;
    await onStep?.(done.metrics, state);
    if (done.metrics.validation && (await isEnough(training, state)))
      return { state, ended: 'stopped early' };
    await setImmediate();
  }
  return { state, ended: 'ran out of steps' };
}

async function isEnough(
  { functions, settings }: LanguageModelTraining,
  state: TrainingState,
): Promise<boolean> {
  return settings.patience > 0 && functions.shouldStop(state.validationLosses, settings.patience);
}

/** One step, and the look at the validation text when it is time. @returns undefined when the loss is not a number */
async function stepOnce(
  training: LanguageModelTraining,
  state: TrainingState,
): Promise<{ state: TrainingState; metrics: StepMetrics } | undefined> {
  const { settings, config } = training;
  const began = performance.now();
  const learningRate = await rateOf(training, state.step);
  const next = await improve(training, state, learningRate);
  if (!next) return undefined;
  const tokensPerSecond = Math.round((settings.batch * config.seq * 1000) / (performance.now() - began));
  const { loss, params, adam } = next;
  const step = state.step + 1;
  const due = step % settings.evaluateEvery === 0 || step === settings.steps;
  const looked = due ? { validation: await glance(training, next) } : {};
  const seconds = state.seconds + (performance.now() - began) / 1000;
  const validationLosses = [
    ...state.validationLosses,
    ...(looked.validation ? [looked.validation.loss] : []),
  ];
  return {
    state: { step, seconds, validationLosses, params, adam },
    metrics: { step, loss, learningRate, tokensPerSecond, seconds, ...looked },
  };
}

function rateOf({ functions, settings }: LanguageModelTraining, step: number): number | Promise<number> {
  const { learningRate: peak, warmup, steps, floor } = settings;
  return functions.learningRate(step, { peak, warmup, steps, floor });
}

/** The same validation sequences each time, spread over the whole of it. */
function glance(
  { functions, dataset, config, settings }: LanguageModelTraining,
  model: Model,
): Promise<Evaluation> {
  const { inputs, targets } = dataset.validation;
  const rows = Math.min(settings.evaluateOn, inputs.length);
  const spread = <T>(all: readonly T[]) =>
    Array.from({ length: rows }, (_, row) => all[Math.floor((row * all.length) / rows)] as T);
  return evaluateOn(functions, model.params, config, {
    examples: { inputs: spread(inputs), targets: spread(targets) },
    batch: settings.batch,
  });
}

/**
 * One call of `trainingStep`. What it made besides its result is disposed, and so is the model before it.
 *
 * @returns the new model; undefined when the loss is not finite: then the old one is to be kept
 */
async function improve(
  { functions, dataset, config }: LanguageModelTraining,
  before: TrainingState,
  learningRate: number,
): Promise<(Model & { loss: number }) | undefined> {
  const batch = batchOf(await dataset.batch(before.step));
  try {
    const { params, adam } = before;
    const next = await tidyAwaited(async () => {
      const result = await functions.trainingStep({ params, adam }, batch, { config, learningRate });
      checkStep(result, before);
      return { loss: result.loss, params: result.params, adam: result.adam };
    });
    if (Number.isFinite(next.loss)) {
      disposeOld(before, next);
      return next;
    }
    disposeOld(next, before);
    return undefined;
  } finally {
    tf.dispose([batch.inputs, batch.targets]);
  }
}

/** Disposes the tensors of one model that are not in the other. */
function disposeOld(old: Model, kept: Model): void {
  const tensors = ({ params, adam }: Model) =>
    listTensors([params, adam.mean, adam.square]).map(({ tensor }) => tensor);
  const needed = new Set(tensors(kept));
  for (const tensor of tensors(old)) if (!needed.has(tensor)) tensor.dispose();
}

/** @throws {TypeError | RangeError} when it is no result of `trainingStep` */
function checkStep(result: Model & { loss: number }, before: Model): void {
  if (typeof result?.loss !== 'number') {
    throw new TypeError(`Expected a loss that is a number from trainingStep, got ${typeof result?.loss}`);
  }
  const shapes = (model: Model) =>
    listTensors([model.params, model.adam?.mean, model.adam?.square]).map(
      ({ path, tensor }) => `${path} [${tensor.shape}]`,
    );
  const found = new Set(shapes(result));
  const missing = shapes(before).find((shape) => !found.has(shape));
  if (missing)
    throw new RangeError(
      `Expected parameters and the state of Adam from trainingStep, but ${missing} is missing`,
    );
}
