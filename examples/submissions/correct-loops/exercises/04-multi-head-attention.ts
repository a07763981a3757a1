/**
 * 04 Multi-head attention
 *
 * Read:  "Attention is all you need", section 3.2.2
 * Check: npm test 04
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

/**
 * Head h gets the columns h * dHead to (h + 1) * dHead - 1.
 */
export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  const dHead = dModel / heads;
  if (dHead !== Math.floor(dHead)) {
    throw new RangeError(`dModel ${dModel} cannot be divided into ${heads} heads`);
  }

  const parts: tf.Tensor3D[] = [];
  for (let h = 0; h < heads; h++) {
    parts.push(tf.slice(x, [0, 0, h * dHead], [batch, seq, dHead]));
  }
  return tf.stack(parts, 1) as tf.Tensor4D;
}

/**
 * Takes the heads out one by one and puts them next to each other.
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  const parts: tf.Tensor3D[] = [];
  for (let h = 0; h < heads; h++) {
    const head = tf.slice(x, [0, h, 0, 0], [batch, 1, seq, dHead]);
    parts.push(tf.squeeze(head, [1]));
  }
  return tf.concat(parts, 2);
}

/**
 * One head after the other.
 */
export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const q = tf.unstack(splitHeads(linear(params.query, x) as tf.Tensor3D, options.heads), 1);
  const k = tf.unstack(splitHeads(linear(params.key, x) as tf.Tensor3D, options.heads), 1);
  const v = tf.unstack(splitHeads(linear(params.value, x) as tf.Tensor3D, options.heads), 1);

  const results: tf.Tensor[] = [];
  for (let h = 0; h < options.heads; h++) {
    const [qh, kh, vh] = [q[h], k[h], v[h]];
    if (!qh || !kh || !vh) throw new RangeError(`no head ${h}`);
    const result = options.mask ? maskedAttention(qh, kh, vh, options.mask) : attention(qh, kh, vh);
    results.push(result); // [batch, seq, dHead]
  }
  const merged = mergeHeads(tf.stack(results, 1) as tf.Tensor4D);
  return linear(params.output, merged) as tf.Tensor3D;
}
