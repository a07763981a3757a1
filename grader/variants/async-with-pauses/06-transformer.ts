import { pause } from './pause';
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export async function embed(
  params: Pick<TransformerParams, 'embedding'>,
  tokens: tf.Tensor2D,
): Promise<tf.Tensor3D> {
  const dModel = params.embedding.shape[1];
  const seq = tokens.shape[1];
  const rows = tf.gather(params.embedding, tokens); // [batch, seq, dModel]
  const result = rows.mul(Math.sqrt(dModel)).add(await positionalEncoding(seq, dModel));
  await pause();
  return result;
}

export async function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): Promise<tf.Tensor3D> {
  const mask = await causalMask(tokens.shape[1]);
  const { heads } = config;
  let x = await embed(params, tokens);
  for (const b of params.blocks) x = await attentionBlock(b, x, { heads, mask });
  const result = linear(params.output, await layerNorm(params.norm, x)) as tf.Tensor3D;
  await pause();
  return result;
}
