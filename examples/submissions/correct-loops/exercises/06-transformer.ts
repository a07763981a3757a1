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
 * One sequence of the batch after the other.
 */
export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const [batch, seq] = tokens.shape;
  const dModel = params.embedding.shape[1];
  const positions = positionalEncoding(seq, dModel);

  const sequences: tf.Tensor[] = [];
  for (let b = 0; b < batch; b++) {
    const ids = tf.slice(tokens, [b, 0], [1, seq]).reshape([seq]) as tf.Tensor1D;
    const rows = tf.gather(params.embedding, ids);
    sequences.push(tf.add(tf.mul(rows, Math.sqrt(dModel)), positions));
  }
  return tf.stack(sequences) as tf.Tensor3D;
}

/**
 * embed, blocks, norm, output.
 */
export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const mask = causalMask(tokens.shape[1]);
  let x = embed(params, tokens);
  for (const blockParams of params.blocks) {
    x = attentionBlock(blockParams, x, { heads: config.heads, mask: mask });
  }
  x = layerNorm(params.norm, x);
  return linear(params.output, x) as tf.Tensor3D;
}
