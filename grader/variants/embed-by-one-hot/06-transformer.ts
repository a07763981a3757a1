// Embeds by a product with one-hot rows; the blocks in a loop.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const dModel = params.embedding.shape[1];
  const seq = tokens.shape[1];
  const rows = tf
    .oneHot(tokens, params.embedding.shape[0])
    .cast('float32')
    .reshape([-1, params.embedding.shape[0]])
    .matMul(params.embedding)
    .reshape([...tokens.shape, dModel]); // [batch, seq, dModel]
  return rows.mul(Math.sqrt(dModel)).add(positionalEncoding(seq, dModel));
}

export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const mask = causalMask(tokens.shape[1]);
  const { heads } = config;
  let x = embed(params, tokens);
  for (let i = 0; i < config.layers; i++) x = attentionBlock(params.blocks[i] as never, x, { heads, mask });
  return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
}
