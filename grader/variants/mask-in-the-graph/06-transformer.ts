// The transformer compares ranges for its own mask and does not use causalMask.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
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
  const place = tf.range(0, tokens.shape[1]);
  const mask = tf.greaterEqual(place.expandDims(1), place.expandDims(0)).cast('float32');
  const { heads } = config;
  const x = params.blocks.reduce(
    (stream, block) => attentionBlock(block, stream, { heads, mask }),
    embed(params, tokens),
  );
  return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
}
