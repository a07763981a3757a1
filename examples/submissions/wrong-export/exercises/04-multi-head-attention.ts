/**
 * 04 Multi-head attention
 */
import * as tf from "@tensorflow/tfjs";
import { linear } from "../lib/linear";
import type { AttentionParams } from "../lib/parameters";
import { attention } from "./02-attention";
import { maskedAttention } from "./03-masking";

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
    const [batch, seq, dModel] = x.shape;
    if (dModel % heads > 0) throw new RangeError(`heads = ${heads}, dModel = ${dModel}: not divisible`);
    const width = dModel / heads;
    const parts: tf.Tensor3D[] = [];
    for (let h = 0; h < heads; h++) {
        parts.push(tf.slice3d(x, [0, 0, h * width], [batch, seq, width]));
    }
    return tf.stack(parts, 1) as tf.Tensor4D;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
    const [batch, heads, seq, dHead] = x.shape;
    const swapped = tf.transpose(x, [0, 2, 1, 3]);
    return tf.reshape(swapped, [batch, seq, heads * dHead]) as tf.Tensor3D;
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
    return linear(params.output, mergeHeads(result as tf.Tensor4D)) as tf.Tensor3D;
}
