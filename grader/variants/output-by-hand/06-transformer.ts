// The output projection as a product over the flat tokens; blocks in a for loop by number.
import * as tf from '@tensorflow/tfjs';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const dModel = params.embedding.shape[1];
  const seq = tokens.shape[1];
  const rows = tf.gather(params.embedding, tokens); // [batch, seq, dModel]
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
  for (let layer = 0; layer < config.layers; layer++)
    x = attentionBlock(params.blocks[layer]!, x, { ...config, mask });
  const [batch, seq] = tokens.shape;
  const rows = layerNorm(params.norm, x).reshape([batch * seq, config.dModel]) as tf.Tensor2D;
  return rows.dot(params.output.weight).add(params.output.bias).reshape([batch, seq, config.vocab]);
}
