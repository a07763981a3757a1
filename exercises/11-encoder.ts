/**
 * 11 Encoder
 *
 * Read:  notebooks/11-encoder.ipynb; "BERT: pre-training of deep bidirectional transformers" (arXiv 1810.04805), section 3
 * Check: npm test 11
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { EncoderParams, TransformerParams } from '../lib/parameters';
import { todo } from '../lib/todo';
import { attentionBlock, layerNorm } from './05-attention-block';
import { embed } from './06-transformer';

/**
 * The blocks of the transformer without the causal mask: every token sees the whole text, before and after it.
 *
 * embed → blocks → final norm. Texts of different length are filled up at their end with the token `padding`.
 * Nobody may attend to it: a text gets the same vectors whatever is filled up behind it.
 *
 * The mask of `attentionBlock` is [queries, keys], one for all batch items. Where items have different lengths, they
 * go through the blocks one at a time, each with a mask of its own.
 *
 * @param params - `embedding`, `blocks`, `norm`
 * @param tokens - [batch, seq], int32
 * @param options - `heads`; `padding`: the id of the token that fills up, or none: every token is real
 * @returns [batch, seq, dModel]; what it holds at places that are filled up does not matter
 */
export function encoder(
  params: EncoderParams,
  tokens: tf.Tensor2D,
  options: { readonly heads: number; readonly padding?: number | undefined },
): tf.Tensor3D {
  // TODO 11a: which keys may a query see, and which columns of a mask are they?
  return todo('encoder');
}

/**
 * One vector for a whole text: the mean over its real tokens.
 *
 * @param x - [batch, seq, dModel]
 * @param mask - [batch, seq]: 1 for a real token, 0 for one that fills up; every text has at least one real token
 * @returns [batch, dModel]
 */
export function meanPool(x: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  // TODO 11b: by how many tokens is the sum divided?
  return todo('meanPool');
}

/**
 * Says which class a text belongs to: encoder, mean over the real tokens, output projection.
 *
 * @param params - as of a transformer, with `output` [dModel, classes]
 * @param tokens - [batch, seq], int32
 * @param options - `heads`; `padding`: the id of the token that fills up
 * @returns logits [batch, classes]
 */
export function classifier(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  options: { readonly heads: number; readonly padding: number },
): tf.Tensor2D {
  // TODO 11c: which tokens may have a say in the mean?
  return todo('classifier');
}

/**
 * Hides some tokens of a text, for a model to guess: each token whose uniform number is below the rate.
 *
 * @param tokens - [batch, seq], int32
 * @param uniforms - [batch, seq], from 0 (included) to 1 (excluded): what is hidden is up to chance
 * @param options - `maskId`: the id of the token that stands in for a hidden one; `rate`: the share to hide, as 0.15
 * @returns `inputs` [batch, seq], int32: the tokens with the hidden ones replaced; `mask` [batch, seq], float32: 1 where
 *   a token is hidden, else 0
 */
export function maskTokens(
  tokens: tf.Tensor2D,
  uniforms: tf.Tensor2D,
  options: { readonly maskId: number; readonly rate: number },
): { inputs: tf.Tensor2D; mask: tf.Tensor2D } {
  // TODO 11d: which operation chooses between two tensors, number by number?
  return todo('maskTokens');
}

/**
 * The loss of guessing hidden tokens: the mean of −ln p(target) over the hidden tokens alone.
 *
 * @param logits - [batch, seq, vocab]
 * @param targets - the tokens as they were before some were hidden [batch, seq], int32
 * @param mask - [batch, seq]: 1 where a token is hidden, else 0
 * @returns a scalar in nats; 0 when nothing is hidden
 */
export function maskedLoss(logits: tf.Tensor3D, targets: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  // TODO 11e: which tokens count, and by how many is the sum divided?
  return todo('maskedLoss');
}
