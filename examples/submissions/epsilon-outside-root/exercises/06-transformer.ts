/**
 * 06 Transformer
 */
import * as tf from "@tensorflow/tfjs";
import { linear } from "../lib/linear";
import type { TransformerConfig, TransformerParams } from "../lib/parameters";
import { positionalEncoding } from "./01-positional-encoding";
import { causalMask } from "./03-masking";
import { attentionBlock, layerNorm } from "./05-attention-block";

export function embed(params: Pick<TransformerParams, "embedding">, tokens: tf.Tensor2D): tf.Tensor3D {
    const seq = tokens.shape[1];
    const dModel = params.embedding.shape[1];
    const embedded = tf.gather(params.embedding, tokens);
    const scaled = tf.mul(embedded, tf.sqrt(tf.scalar(dModel)));
    const positions = tf.expandDims(positionalEncoding(seq, dModel), 0); // [1, seq, dModel]
    return tf.add(scaled, positions) as tf.Tensor3D;
}

export function transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig): tf.Tensor3D {
    const options = { heads: config.heads, mask: causalMask(tokens.shape[1]) };
    const stream = params.blocks.reduce((x, block) => attentionBlock(block, x, options), embed(params, tokens));
    return linear(params.output, layerNorm(params.norm, stream)) as tf.Tensor3D;
}
