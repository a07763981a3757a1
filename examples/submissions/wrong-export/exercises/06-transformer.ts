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
    const [batch, seq] = tokens.shape;
    const dModel = params.embedding.shape[1];
    const flatTokens = tokens.reshape([-1]) as tf.Tensor1D;
    const looked: tf.Tensor3D = params.embedding.gather(flatTokens).reshape([batch, seq, dModel]);
    return looked.mul(dModel ** 0.5).add(positionalEncoding(seq, dModel));
}

export function transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig): tf.Tensor3D {
    const [, seq] = tokens.shape;
    const { heads } = config;
    let hidden = embed(params, tokens);
    const mask = causalMask(seq);
    for (let layer = 0; layer < params.blocks.length; layer++) {
        const blockParams = params.blocks[layer];
        if (blockParams === undefined) break;
        hidden = attentionBlock(blockParams, hidden, { heads, mask });
    }
    const normed = layerNorm(params.norm, hidden);
    const logits = linear(params.output, normed);
    return logits as tf.Tensor3D;
}
