/**
 * 06 Transformer
 */
import * as tf from "@tensorflow/tfjs";
import { linear } from "../lib/linear";
import type { TransformerConfig, TransformerParams } from "../lib/parameters";
import { positionalEncoding } from "./01-positional-encoding";
import { causalMask } from "./03-masking";
import { attentionBlock, layerNorm } from "./05-attention-block";

export function embed(
  params: Pick<TransformerParams, "embedding">,
  tokens: tf.Tensor2D,
): tf.Tensor3D {
  const seq = tokens.shape[1];
  const dModel = params.embedding.shape[1];
  const tokenVectors = tf.gather(params.embedding, tokens);
  return tokenVectors.add(positionalEncoding(seq, dModel));
}

export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const mask = causalMask(tokens.shape[1]);
  let x = embed(params, tokens);
  params.blocks.forEach((block) => {
    x = attentionBlock(block, x, { mask, heads: config.heads });
  });
  return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
}
