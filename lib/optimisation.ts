/** What a training loop remembers from one step to the next, and what it is told. */
import * as tf from '@tensorflow/tfjs';
import type { TensorsByPath } from './parameters';

/** Running means over the steps so far, for every parameter by its path. */
export interface AdamState {
  /** How many steps were taken. */
  readonly step: number;
  /** m: the running mean of the gradients. */
  readonly mean: TensorsByPath;
  /** v: the running mean of the squared gradients. */
  readonly square: TensorsByPath;
}

export interface AdamOptions {
  readonly learningRate: number;
  /** The share of the old mean of the gradients that is kept. Default 0.9. */
  readonly beta1?: number | undefined;
  /** The share of the old mean of their squares that is kept. Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to the root, so that nothing is divided by 0. Default 1e-8. */
  readonly epsilon?: number | undefined;
}

/** How the learning rate changes during a training. */
export interface Schedule {
  /** The largest learning rate, reached at the end of the warm-up. */
  readonly peak: number;
  /** How many steps the warm-up has. */
  readonly warmup: number;
  /** How many steps there are in all. */
  readonly steps: number;
  /** The learning rate after the last step. Default 0. */
  readonly floor?: number | undefined;
}

/** How well a model predicts. */
export interface Evaluation {
  /** Cross-entropy in nats per token. */
  readonly loss: number;
  /** Among how many equally likely tokens the model chooses, so to speak. */
  readonly perplexity: number;
  /** The share of the tokens that the model gave the largest logit, from 0 to 1. */
  readonly accuracy: number;
}

/** Before the first step: nothing was seen, all means are 0. The caller disposes the tensors. */
export function initAdam(params: TensorsByPath): AdamState {
  const zeros = () =>
    Object.fromEntries(Object.entries(params).map(([path, tensor]) => [path, tf.zerosLike(tensor)]));
  return { step: 0, mean: zeros(), square: zeros() };
}
