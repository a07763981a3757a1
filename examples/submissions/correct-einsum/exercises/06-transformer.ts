// 06 Transformer
import * as tf from '@tensorflow/tfjs';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const [vocab, dModel] = params.embedding.shape;
  const [, seq] = tokens.shape;
  const oneHot = tf.oneHot(tokens.cast('int32'), vocab).cast('float32'); // [batch, seq, vocab]
  const vectors = tf.einsum('bsv,vd->bsd', oneHot, params.embedding);
  return vectors.mul(Math.sqrt(dModel)).add(positionalEncoding(seq, dModel));
}

export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const mask = causalMask(tokens.shape[1]);
  let stream = embed(params, tokens);
  for (const block of params.blocks) {
    stream = attentionBlock(block, stream, { heads: config.heads, mask });
  }
  const final = layerNorm(params.norm, stream);
  return tf.einsum('bsd,dv->bsv', final, params.output.weight).add(params.output.bias);
}
