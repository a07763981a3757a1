/**
 * 05 Attention block
 */
import * as tf from "@tensorflow/tfjs";
import { linear } from "../lib/linear";
import type {
  BlockParams,
  FeedForwardParams,
  NormParams,
} from "../lib/parameters";
import { multiHeadAttention } from "./04-multi-head-attention";

export function layerNorm(
  params: NormParams,
  x: tf.Tensor3D,
  epsilon = 1e-5,
): tf.Tensor3D {
  const mean = x.mean(-1, true); // [batch, seq, 1]
  const centred = x.sub(mean) as tf.Tensor3D;
  const variance = centred.square().mean(-1, true); // divides by dModel
  return centred
    .div(variance.add(epsilon).sqrt())
    .mul(params.gain)
    .add(params.bias);
}

export function feedForward(
  params: FeedForwardParams,
  x: tf.Tensor3D,
): tf.Tensor3D {
  const hidden = tf.relu(linear(params.expand, x)); // [batch, seq, dFf]
  return linear(params.contract, hidden) as tf.Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const normed1 = layerNorm(params.norm1, x);
  const attended = multiHeadAttention(params.attention, normed1, options);
  const afterAttention = tf.add(x, attended) as tf.Tensor3D;

  const normed2 = layerNorm(params.norm2, afterAttention);
  const mlp = feedForward(params.feedForward, normed2);
  return tf.add(afterAttention, mlp) as tf.Tensor3D;
}
