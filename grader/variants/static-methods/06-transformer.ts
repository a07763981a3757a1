import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

class Stage {
  static embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
    const dModel = params.embedding.shape[1];
    const seq = tokens.shape[1];
    const rows = tf.gather(params.embedding, tokens); // [batch, seq, dModel]
    return rows.mul(Math.sqrt(dModel)).add(positionalEncoding(seq, dModel));
  }

  static transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig): tf.Tensor3D {
    const mask = causalMask(tokens.shape[1]);
    const { heads } = config;
    const x = params.blocks.reduce(
      (stream, block) => attentionBlock(block, stream, { heads, mask }),
      Stage.embed(params, tokens),
    );
    return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
  }
}

export const embed = Stage.embed;
export const transformer = Stage.transformer;
