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
  const stats = tf.moments(x, [-1], true);
  const std = stats.variance.add(tf.scalar(epsilon)).sqrt();
  const out = x.sub(stats.mean).div(std);
  return out.mul(params.gain).add(params.bias) as tf.Tensor3D;
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
  const { norm1, attention, norm2, feedForward: mlp } = params;
  const middle: tf.Tensor3D = x.add(
    multiHeadAttention(attention, layerNorm(norm1, x), options),
  );
  return middle.add(feedForward(mlp, layerNorm(norm2, middle)));
}
