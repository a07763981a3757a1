/**
 * 10 Sampling
 *
 * Read:  notebooks/10-sampling.ipynb; "The curious case of neural text degeneration" (arXiv 1904.09751), sections 1 to 3
 * Check: npm test 10
 */
import * as tf from '@tensorflow/tfjs';
import type { TransformerParams } from '../lib/parameters';
import type { GenerationOptions, SamplingOptions } from '../lib/sampling';
import { todo } from '../lib/todo';
import { transformer } from './06-transformer';

/**
 * The token that the model holds for the most likely.
 *
 * @param logits - [vocab]
 * @returns its id, a plain number
 */
export function greedy(logits: tf.Tensor1D): number {
  // TODO 10a: largest value, or the place of the largest value?
  return todo('greedy');
}

/**
 * The probabilities to draw the next token from.
 *
 * The logits are divided by the temperature; all but the `topK` largest get probability 0; the softmax makes
 * the rest sum to 1.
 *
 * @param logits - [vocab]
 * @param options - `temperature` above 0; `topK` from 1, all tokens when it is not given or larger than vocab
 * @returns [vocab], sums to 1
 * @throws {RangeError} when the temperature is not above 0
 */
export function samplingProbabilities(logits: tf.Tensor1D, options: SamplingOptions): tf.Tensor1D {
  // TODO 10b: does a high temperature bring the logits closer together or further apart?
  return todo('samplingProbabilities');
}

/**
 * Draws a token: the first one at which the sum of the probabilities up to and with it exceeds the uniform
 * number.
 *
 * @param probabilities - [vocab], sums to 1 up to rounding
 * @param uniform - from 0 (included) to 1 (excluded)
 * @returns the id of the token, a plain number; never one whose probability is 0
 * @example sample(tf.tensor1d([0.5, 0.25, 0.25]), 0.6); // 1
 */
export function sample(probabilities: tf.Tensor1D, uniform: number): number {
  // TODO 10c: lay the probabilities end to end from 0 to 1. In which of them does the uniform number lie?
  return todo('sample');
}

/**
 * Continues a text, token by token: each new one is drawn from what the transformer says about the last
 * position, and is read by it from then on.
 *
 * The transformer reads at most the last `config.seq` tokens, for it was trained on no longer ones.
 *
 * @param params - of the transformer
 * @param prompt - token ids, at least one
 * @param options - `config`; `uniforms`: one number for each token to generate; `temperature`, where 0 means the
 *   greedy choice; `topK`
 * @returns the prompt with the new tokens after it
 */
export function generate(
  params: TransformerParams,
  prompt: readonly number[],
  options: GenerationOptions,
): number[] {
  // TODO 10d: which row of the logits is about the token that comes next?
  return todo('generate');
}
