/**
 * 05 Attention block
 *
 * Read:  notebooks/05-attention-block.ipynb; "Attention is all you need", sections 3.1 and 3.3; "Layer normalization" (arXiv 1607.06450)
 * Check: npm test 05
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { BlockParams, FeedForwardParams, NormParams } from '../lib/parameters';
import { todo } from '../lib/todo';
import { multiHeadAttention } from './04-multi-head-attention';

/**
 * Brings every token to mean 0 and variance 1, then scales and shifts it.
 *
 *     gain · (x − mean) / √(variance + epsilon) + bias
 *
 * Mean and variance run over dModel alone; the variance divides by dModel, not by dModel − 1.
 *
 * @param params - `gain` [dModel], `bias` [dModel]
 * @param x - [batch, seq, dModel]
 * @param epsilon - keeps the root away from 0
 * @returns [batch, seq, dModel]
 */
export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  // TODO 5a: which axis do mean and variance run over, and what is under the root?
  return todo('layerNorm');
}

/**
 * The position-wise MLP: expand to dFf, ReLU, contract to dModel. Every token by itself.
 *
 * @param params - `expand` [dModel, dFf], `contract` [dFf, dModel]
 * @param x - [batch, seq, dModel]
 * @returns [batch, seq, dModel]
 */
export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  // TODO 5b: where does the ReLU go?
  return todo('feedForward');
}

/**
 * One pre-norm block: two steps, each reads a normalised x and adds what it found to x itself.
 *
 *     x ← x + multiHeadAttention(layerNorm(x))
 *     x ← x + feedForward(layerNorm(x))
 *
 * @param params - `norm1`, `attention`, `norm2`, `feedForward`
 * @param x - [batch, seq, dModel]
 * @param options - passed on to `multiHeadAttention`
 * @returns [batch, seq, dModel]
 */
export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  // TODO 5c: what is added to what?
  return todo('attentionBlock');
}
