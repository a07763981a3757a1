/**
 * 06 Transformer
 *
 * Read:  "Attention is all you need", sections 3.1 and 3.4
 * Check: npm test 06
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
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
  const [B] = tokens.shape;
  const C = params.embedding.shape[1];
  const tok = tf.gather(params.embedding, tokens).mul(Math.sqrt(C)); // (B, T, C)
  const pos = positionalEncoding(B, C).expandDims(1); // (B, 1, C), broadcasts over T
  return tok.add(pos);
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
  const T = tokens.shape[1];
  const mask = causalMask(T);
  let x = embed(params, tokens);
  for (const block of params.blocks) {
    x = attentionBlock(block, x, { heads: config.heads, mask });
  }
  x = layerNorm(params.norm, x); // ln_f
  return linear(params.output, x) as tf.Tensor3D;
}
