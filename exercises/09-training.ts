/**
 * 09 Training
 *
 * Read:  notebooks/09-training.ipynb; "Adam: a method for stochastic optimization" (arXiv 1412.6980), algorithm 1
 * Check: npm test 09
 */
import type * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../lib/gradients';
import type { AdamOptions, AdamState, Evaluation, Schedule } from '../lib/optimisation';
import {
  byPath,
  type TensorsByPath,
  type TransformerConfig,
  type TransformerParams,
  withTensors,
} from '../lib/parameters';
import type { TokenBatch } from '../lib/text';
import { todo } from '../lib/todo';
import { transformer } from './06-transformer';
import { crossEntropy, perplexity } from './08-bigram';

/**
 * The learning rate of a step: a linear warm-up, then half a cosine down to the floor.
 *
 * - warm-up: step 0 has peak / warmup, every step adds as much, and step warmup − 1 has the peak
 * - then: floor + (peak − floor) · (1 + cos(π · share)) / 2, where share runs from 0 at step `warmup` to 1 at
 *   step `steps`
 * - after `steps`: the floor
 *
 * @param step - from 0
 * @param schedule - `peak`, `warmup`, `steps`, and `floor`, which is 0 when not given
 */
export function learningRate(step: number, schedule: Schedule): number {
  // TODO 9a: what would the first step learn with a learning rate of 0?
  return todo('learningRate');
}

/**
 * One step of Adam, for every parameter by itself. With t = state.step + 1 and the gradient g:
 *
 *     m ← beta1 · m + (1 − beta1) · g              m̂ = m / (1 − beta1^t)
 *     v ← beta2 · v + (1 − beta2) · g²             v̂ = v / (1 − beta2^t)
 *     parameter ← parameter − learningRate · m̂ / (√v̂ + epsilon)
 *
 * Nothing that is passed in is changed: the result holds new tensors.
 *
 * @param params - a tensor for each path
 * @param gradients - for the same paths
 * @param options - `state`: what the last step returned, m as `mean` and v as `square`; `learningRate`, `beta1`
 *   (default 0.9), `beta2` (default 0.999), `epsilon` (default 1e-8)
 * @returns the new `params`, and the `state` for the next step
 */
export function adamStep(
  params: TensorsByPath,
  gradients: TensorsByPath,
  options: AdamOptions & { readonly state: AdamState },
): { params: TensorsByPath; state: AdamState } {
  // TODO 9b: m and v begin at 0. What makes up for that in the first steps?
  return todo('adamStep');
}

/**
 * One step of the training: the loss of the transformer on a batch, its gradients, a step of Adam.
 *
 * `lossAndGradients` from lib computes the gradients, `byPath` and `withTensors` lead from nested parameters to
 * tensors by path and back.
 *
 * @param model - `params`, and `adam`: the state that the last step returned
 * @param batch - `inputs` and `targets`, both [batch, seq], int32
 * @param options - `config` of the transformer, and the `learningRate` of this step
 * @returns the new `params` and `adam`, and the `loss` as it was before this step
 */
export async function trainingStep(
  model: { readonly params: TransformerParams; readonly adam: AdamState },
  batch: TokenBatch,
  options: { readonly config: TransformerConfig; readonly learningRate: number },
): Promise<{ loss: number; params: TransformerParams; adam: AdamState }> {
  // TODO 9c: the loss is a function of the parameters. Which one?
  return todo('trainingStep');
}

/**
 * How well logits predict their targets.
 *
 * @param logits - [batch, seq, vocab]
 * @param targets - [batch, seq], int32
 * @returns `loss` (cross-entropy in nats), `perplexity`, and `accuracy`: the share of all targets, from 0 to 1,
 *   that have the largest logit of their row; all of them plain numbers
 */
export function evaluate(logits: tf.Tensor3D, targets: tf.Tensor2D): Evaluation {
  // TODO 9d: along which axis do you look for the largest logit?
  return todo('evaluate');
}

/**
 * Is it time to stop? When the smallest validation loss lies `patience` evaluations back, or more.
 *
 * A loss that is as small as the smallest before it is no progress.
 *
 * @param losses - of all evaluations so far, the last one at the end
 * @param patience - a whole number from 1
 * @example shouldStop([3, 2, 2.5, 2.1], 2); // true: two evaluations have come since the 2
 */
export function shouldStop(losses: readonly number[], patience: number): boolean {
  // TODO 9e: how many evaluations have come since the best one?
  return todo('shouldStop');
}
