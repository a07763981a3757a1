import * as tf from '@tensorflow/tfjs'
import { linear } from '../lib/linear'
import type { TransformerConfig, TransformerParams } from '../lib/parameters'
import { positionalEncoding } from './01-positional-encoding'
import { causalMask } from './03-masking'
import { attentionBlock, layerNorm } from './05-attention-block'

export const embed = (
  { embedding }: Pick<TransformerParams, 'embedding'>,
  tokens: tf.Tensor2D,
): tf.Tensor3D =>
  tf.tidy(() => {
    const [, dModel] = embedding.shape
    const [, seq] = tokens.shape
    const vectors: tf.Tensor = tf.gather(embedding, tokens)
    return vectors.mul(Math.sqrt(dModel)).add<tf.Tensor3D>(positionalEncoding(seq, dModel))
  })

export const transformer = (
  params: TransformerParams,
  tokens: tf.Tensor2D,
  { heads }: TransformerConfig,
): tf.Tensor3D =>
  tf.tidy(() => {
    const mask = causalMask(tokens.shape[1])
    const steps = params.blocks.map((block) => (x: tf.Tensor3D) => attentionBlock(block, x, { heads, mask }))
    const stream = steps.reduce((x, step) => step(x), embed(params, tokens))
    return linear(params.output, layerNorm(params.norm, stream)) as tf.Tensor3D
  })
