import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

export async function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D) {
  const [, dModel] = params.embedding.shape;
  const ids = await tokens.data();
  const rows = tf.gather(params.embedding, tf.tensor2d(ids, tokens.shape, 'int32'));
  return rows.mul(dModel ** 0.5).add(positionalEncoding(tokens.shape[1], dModel)) as tf.Tensor3D;
}
async function* streams(params: TransformerParams, tokens: tf.Tensor2D, heads: number) {
  const mask = causalMask(tokens.shape[1]);
  let x = await embed(params, tokens);
  for (const block of params.blocks) yield (x = await attentionBlock(block, x, { heads, mask }));
}
export async function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  { heads }: TransformerConfig,
) {
  let last: tf.Tensor3D | undefined;
  for await (const x of streams(params, tokens, heads)) last = x;
  return linear(params.output, await layerNorm(params.norm, last!)) as tf.Tensor3D;
}
