// Only the transformer is async, in the style of then.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
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
): Promise<tf.Tensor3D> {
  const mask = causalMask(tokens.shape[1]);
  const { heads } = config;
  return params.blocks
    .reduce(
      (stream, block) => stream.then((x) => attentionBlock(block, x, { heads, mask })),
      Promise.resolve(embed(params, tokens)),
    )
    .then((x) => linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D);
}
