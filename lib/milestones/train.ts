/** The trainings of the milestones: by given code, or by the student's own step. It runs where the functions are. */

import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import { linear } from '../linear';
import { initAdam } from '../optimisation';
import {
  byPath,
  listTensors,
  mapTensors,
  type TransformerConfig,
  type TransformerParams,
} from '../parameters';
import { Random } from '../random';
import { disposeTensors, type TrainingEnd, train } from '../training';
import { type Loop, maskId, maskRate, paddingId, type Rows } from './task';

/** The functions of one file of the student. */
export type StudentFunctions = (name: string) => (...args: unknown[]) => unknown;

/** One training, as it is asked for. */
export interface MilestoneTraining {
  readonly loop: Loop;
  readonly start: TransformerParams;
  readonly config: TransformerConfig;
  /** The batches of all steps, one after the other: [steps · batch, seq], int32. */
  readonly inputs: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
  readonly batch: number;
  readonly learningRate: number;
  /** Fixes what is hidden from a masked-token model. */
  readonly seed: number;
}

/** One point of the curve. */
export interface LossStep {
  readonly step: number;
  readonly loss: number;
}

export interface MilestoneTrained {
  /** The caller disposes them. */
  readonly params: TransformerParams;
  readonly history: readonly LossStep[];
  readonly ended: TrainingEnd;
}

export interface Watch {
  readonly onStep?: ((step: LossStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The tensors of one step. */
type Batch = { inputs: tf.Tensor2D; targets: tf.Tensor2D; step: tf.Scalar };

/**
 * Trains. The same request gives the same training on the same backend.
 *
 * @throws {TypeError | RangeError} when a function does not return what it should
 * @throws whatever the functions throw
 */
export async function trainMilestone(
  training: MilestoneTraining,
  functions: StudentFunctions,
  watch: Watch = {},
): Promise<MilestoneTrained> {
  if (training.loop === 'own') return trainByOwnStep(training, functions, watch);
  const history: LossStep[] = [];
  const { params, ended } = await train({
    params: training.start,
    learningRate: training.learningRate,
    maxSteps: stepsOf(training),
    signal: watch.signal,
    nextBatch: (step): Batch => batchAt(training, step),
    loss: (current, batch) => lossOf(training, functions, current, batch),
    onStep: (step, loss) => note(history, { step: step + 1, loss }, watch),
  });
  return { params, history, ended };
}

function note(history: LossStep[], step: LossStep, { onStep }: Watch): void {
  history.push(step);
  onStep?.(step);
}

function stepsOf({ inputs, batch }: MilestoneTraining): number {
  return Math.floor(inputs.shape[0] / batch);
}

function batchAt({ inputs, targets, batch }: MilestoneTraining, step: number): Batch {
  const rows = (all: tf.Tensor2D) => all.slice([step * batch, 0], [batch, -1]);
  return { inputs: rows(inputs), targets: rows(targets), step: tf.scalar(step, 'int32') };
}

async function lossOf(
  training: MilestoneTraining,
  functions: StudentFunctions,
  params: TransformerParams,
  { inputs, targets, step }: Batch,
): Promise<tf.Scalar> {
  const { config, loop, seed } = training;
  if (loop === 'masked') {
    const uniforms = uniformsOf(inputs, seed, step.dataSync()[0] ?? 0);
    const hidden = (await functions('maskTokens')(inputs, uniforms, { maskId, rate: maskRate })) as {
      inputs: tf.Tensor2D;
      mask: tf.Tensor2D;
    };
    const logits = await answer(loop, functions('encoder'), params, hidden.inputs, config);
    return (await functions('maskedLoss')(logits, targets, hidden.mask)) as tf.Scalar;
  }
  const logits = await answer(loop, functions(loop), params, inputs, config);
  const chosen = tf.oneHot(targets.flatten(), logits.shape.at(-1) as number);
  return tf.losses.softmaxCrossEntropy(chosen, logits.reshape(chosen.shape));
}

function uniformsOf(inputs: tf.Tensor2D, seed: number, step: number): tf.Tensor2D {
  const random = new Random(seed, step);
  return tf.tensor2d(
    Array.from({ length: inputs.size }, () => random.unit()),
    inputs.shape,
  );
}

/**
 * The logits of a model: [rows, seq, vocab], or [rows, classes] of a classifier.
 *
 * @param call - `transformer`, `classifier` or `encoder`, in this process or in another
 * @throws {TypeError | RangeError} when it does not return a tensor of the right shape
 */
export async function answer(
  loop: Loop,
  call: (...args: unknown[]) => unknown,
  params: TransformerParams,
  inputs: tf.Tensor2D,
  config: TransformerConfig,
): Promise<tf.Tensor> {
  const [rows, seq] = inputs.shape;
  const { heads, dModel } = config;
  const width = params.output.bias.size;
  if (loop === 'classifier') {
    const options = { heads, padding: paddingId };
    return tensorOf('classifier', await call(params, inputs, options), [rows, width]);
  }
  if (loop === 'masked') {
    const { output, ...encoder } = params;
    const x = tensorOf('encoder', await call(encoder, inputs, { heads }), [rows, seq, dModel]);
    return linear(output, x as tf.Tensor3D);
  }
  return tensorOf('transformer', await call(params, inputs, config), [rows, seq, width]);
}

function tensorOf(name: string, value: unknown, shape: readonly number[]): tf.Tensor {
  const wanted = `[${shape.join(', ')}]`;
  if (!(value instanceof tf.Tensor)) {
    throw new TypeError(`Expected ${name} to return a tensor ${wanted}, got ${typeof value}`);
  }
  if (tf.util.arraysEqual(value.shape, [...shape])) return value;
  throw new RangeError(`Expected ${wanted} from ${name}, got shape [${value.shape.join(', ')}]`);
}

/** What a step of stage 09 returns. */
type Model = { params: TransformerParams; adam: ReturnType<typeof initAdam> };

async function trainByOwnStep(
  training: MilestoneTraining,
  functions: StudentFunctions,
  watch: Watch,
): Promise<MilestoneTrained> {
  const { config, learningRate, start } = training;
  const trainingStep = functions('trainingStep');
  const history: LossStep[] = [];
  const params = mapTensors(start, (tensor) => tensor.clone());
  let model: Model = { params, adam: initAdam(byPath(params)) };
  const finish = (ended: TrainingEnd) => {
    disposeTensors([model.adam.mean, model.adam.square]);
    return { params: model.params, history, ended };
  };
  for (let step = 0; step < stepsOf(training); step += 1) {
    if (watch.signal?.aborted) return finish('interrupted');
    const { step: _, ...batch } = batchAt(training, step);
    const next = await tidyAwaited(async () =>
      copyOf(await trainingStep(model, batch, { config, learningRate }), start),
    );
    tf.dispose([batch.inputs, batch.targets, _]);
    disposeTensors([model.params, model.adam.mean, model.adam.square]);
    model = next;
    if (!isSound(next.params)) return finish('not a number');
    note(history, { step: step + 1, loss: next.loss }, watch);
    await setImmediate();
  }
  return finish('ran out of steps');
}

/** The result of a step on its own tensors, whichever it shares with the step before. */
function copyOf(result: unknown, like: TransformerParams): Model & { loss: number } {
  const { loss, params, adam } = (result ?? {}) as Partial<Model & { loss: number }>;
  if (typeof loss !== 'number') {
    throw new TypeError(`Expected a loss that is a number from trainingStep, got ${typeof loss}`);
  }
  const received = new Map(
    listTensors([params, adam?.mean, adam?.square]).map(({ path, tensor }) => [path, tensor]),
  );
  const copy = (prefix: string) => (tensor: tf.Tensor, path: string) => {
    const own = received.get(`${prefix}.${path}`);
    if (own && tf.util.arraysEqual(own.shape, tensor.shape)) return own.clone();
    throw new RangeError(
      `Expected parameters and the state of Adam from trainingStep, but ${path} is missing`,
    );
  };
  const flat = (prefix: string) =>
    Object.fromEntries(listTensors(like).map(({ path, tensor }) => [path, copy(prefix)(tensor, path)]));
  const state = { step: adam?.step ?? 0, mean: flat('1'), square: flat('2') };
  return { loss, params: mapTensors(like, copy('0')), adam: state };
}

/** The loss of a step is what the student's code says; whether there is still a model is asked of the numbers. */
function isSound(params: TransformerParams): boolean {
  return tf.tidy(() => Number.isFinite(params.output.bias.sum().dataSync()[0]));
}

/** Rows of ids as a tensor. The caller disposes it. */
export function rowsTensor(rows: Rows): tf.Tensor2D {
  return tf.tensor2d(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'int32');
}
