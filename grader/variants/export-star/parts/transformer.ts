import * as tf from '@tensorflow/tfjs';
import { linear } from '../../lib/linear';
import type { TransformerConfig, TransformerParams } from '../../lib/parameters';
import { positionalEncoding } from '.';
import { causalMask } from '.';
import { attentionBlock, layerNorm } from '.';

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
  const x = params.blocks.reduce(
    (stream, block) => attentionBlock(block, stream, { heads, mask }),
    embed(params, tokens),
  );
  return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
}
