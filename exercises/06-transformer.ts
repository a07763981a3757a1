/**
 * 06 Transformer
 *
 * Read:  notebooks/06-transformer.ipynb; "Attention is all you need", sections 3.1 and 3.4
 * Check: npm test 06
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { todo } from '../lib/todo';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

/**
 * Turns token ids into vectors that know their position: the token's row of the embedding, times √dModel,
 * plus the positional encoding.
 *
 * @param params - only `embedding` [vocab, dModel] is used
 * @param tokens - [batch, seq], int32
 * @returns [batch, seq, dModel]
 */
export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  // TODO 6a: what is scaled, and what is not?
  return todo('embed');
}

/**
 * The decoder-only transformer: embed, every block with the causal mask, the final norm, the output
 * projection. No token may see a later one through any path.
 *
 * @param params - `embedding`, `blocks`, `norm`, `output` [dModel, vocab]
 * @param tokens - [batch, seq], int32; seq may be shorter than `config.seq`
 * @param config - the sizes of the model; `heads` is the one needed here
 * @returns logits [batch, seq, vocab]: row t scores the token that comes after token t
 */
export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  // TODO 6b: which steps come before the blocks, and which after them?
  return todo('transformer');
}
