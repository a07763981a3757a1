/**
 * 04 Multi-head attention
 */
import * as tf from "@tensorflow/tfjs";
import { linear } from "../lib/linear";
import type { AttentionParams } from "../lib/parameters";
import { attention } from "./02-attention";
import { maskedAttention } from "./03-masking";

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const dModel = x.shape[2];
  if (dModel % heads !== 0) {
    throw new RangeError(`cannot cut ${dModel} columns into ${heads} heads`);
  }
  const slices = tf.split(x, heads, 2); // heads times [batch, seq, dHead]
  return tf.stack(slices, 1) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  return tf.concat(tf.unstack(x, 1), 2) as tf.Tensor3D;
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const queries = linear(params.query, x) as tf.Tensor3D;
  const keys = linear(params.key, x) as tf.Tensor3D;
  const values = linear(params.value, x) as tf.Tensor3D;

  const qHeads = splitHeads(queries, options.heads);
  const kHeads = splitHeads(keys, options.heads);
  const vHeads = splitHeads(values, options.heads);

  let result: tf.Tensor;
  if (options.mask) {
    result = maskedAttention(qHeads, kHeads, vHeads, options.mask);
  } else {
    result = attention(qHeads, kHeads, vHeads);
  }
  return linear(
    params.output,
    mergeHeads(result as tf.Tensor4D),
  ) as tf.Tensor3D;
}
