/** A training loop for any parameters and any loss. It knows no transformer. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited, variableGradsAwaited } from './awaited';
import { noGradient, scalar } from './gradients';
import { listTensors, mapTensors } from './parameters';

/** Why a training ended. */
export type TrainingEnd = 'stopped' | 'ran out of steps' | 'interrupted' | 'not a number';

export interface TrainingOptions<Params, Batch> {
  /** A nested record of tensors, where the training starts. It is not changed. */
  readonly params: Params;
  /** A scalar or a promise of one, computed from the parameters by TensorFlow.js operations alone. */
  readonly loss: (params: Params, batch: Batch) => tf.Scalar | Promise<tf.Scalar>;
  /** Makes the tensors of one step, from 0. They are disposed after the step. */
  readonly nextBatch: (step: number) => Batch;
  /** Of Adam, with its usual other constants. */
  readonly learningRate: number;
  readonly maxSteps: number;
  /** Told the loss of each step, from 0; before the step changed the parameters. */
  readonly onStep?: ((step: number, loss: number) => void) | undefined;
  /** Asked after each step: is it enough? */
  readonly stop?: (() => boolean) | undefined;
  /** Ends the training after the running step; what was learned so far is returned. */
  readonly signal?: AbortSignal | undefined;
}

export interface TrainingResult<Params> {
  /** As `params` was, with the trained numbers. The caller disposes them. */
  readonly params: Params;
  /** The loss of each step that was finite, before the step changed the parameters. */
  readonly losses: readonly number[];
  readonly ended: TrainingEnd;
}

/**
 * Minimises a loss with Adam.
 *
 * A loss that is NaN or infinite ends the training, before it can spoil the parameters. Between two steps other
 * events get their turn, so that a progress bar can draw and Ctrl-C works. No tensor is left behind but the
 * returned parameters, also when something throws. One training at a time: see `awaited.ts`.
 *
 * @throws {RangeError} when the loss is not a scalar
 * @throws {Error} when no parameter has a gradient, and whatever `loss` throws
 */
export async function train<Params, Batch extends tf.TensorContainer>(
  options: TrainingOptions<Params, Batch>,
): Promise<TrainingResult<Params>> {
  const variables = mapTensors(options.params, (tensor) => tf.variable(tensor));
  const optimizer = tf.train.adam(options.learningRate);
  try {
    const { losses, ended } = await descend(options, variables, optimizer);
    return { params: mapTensors(variables, (variable) => variable.clone()), losses, ended };
  } finally {
    optimizer.dispose();
    disposeTensors(variables);
  }
}

async function descend<Params, Batch extends tf.TensorContainer>(
  options: TrainingOptions<Params, Batch>,
  variables: Params,
  optimizer: tf.Optimizer,
): Promise<{ losses: number[]; ended: TrainingEnd }> {
  const { maxSteps, onStep, stop, signal } = options;
  const losses: number[] = [];
  while (losses.length < maxSteps) {
    if (signal?.aborted) return { losses, ended: 'interrupted' };
    const step = losses.length;
    const loss = await trainOnce(options, variables, optimizer, step);
    if (!Number.isFinite(loss)) return { losses, ended: 'not a number' };
    losses.push(loss);
    onStep?.(step, loss);
    if (stop?.()) return { losses, ended: 'stopped' };
    await setImmediate();
  }
  return { losses, ended: 'ran out of steps' };
}

/** One step of Adam. @returns the loss before it; when that is not finite, nothing was changed */
async function trainOnce<Params, Batch extends tf.TensorContainer>(
  { loss, nextBatch }: Pick<TrainingOptions<Params, Batch>, 'loss' | 'nextBatch'>,
  variables: Params,
  optimizer: tf.Optimizer,
  step: number,
): Promise<number> {
  const batch = nextBatch(step);
  try {
    return await tidyAwaited(async () => {
      const { value, grads } = await gradients(async () => scalar(await loss(variables, batch)), variables);
      const [before = Number.NaN] = value.dataSync();
      if (Number.isFinite(before)) optimizer.applyGradients(grads);
      return before;
    });
  } finally {
    tf.dispose(batch);
  }
}

/** As `tf.variableGrads`, which words a missing gradient in terms of its own insides. */
async function gradients(loss: () => Promise<tf.Scalar>, variables: unknown) {
  const list = listTensors(variables).map(({ tensor }) => tensor as tf.Variable);
  try {
    return await variableGradsAwaited(loss, list);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Cannot find a connection')) throw error;
    throw new Error(noGradient, { cause: error });
  }
}

/** Disposes every tensor of a nested record, such as the parameters of a model. */
export function disposeTensors(tree: unknown): void {
  for (const { tensor } of listTensors(tree)) tensor.dispose();
}
