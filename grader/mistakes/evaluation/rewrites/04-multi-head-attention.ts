/** Stage 04 head by head: slices, a loop, and a concatenation. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams, LinearParams } from '../lib/parameters';
import { applyMask } from './03-masking';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

type Options = { heads: number; mask?: tf.Tensor | undefined };

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads > 0) {
    const text = `${heads} heads do not divide a width of ${dModel}`;
    throw makes('stranger-heads-plain-error') ? new Error(text) : new RangeError(text);
  }
  let [count, dHead] = [heads, dModel / heads];
  if (makes('heads-and-width-of-a-head-exchanged')) [count, dHead] = [dHead, count];
  if (makes('heads-cut-by-one-reshape')) return x.reshape([batch, count, seq, dHead]);
  const cut = Array.from({ length: count }, (_, head) => columnsOf(x, head, count, dHead));
  if (makes('stranger-heads-in-reverse-order')) cut.reverse();
  if (makes('heads-after-seq')) return tf.stack(cut, 2) as tf.Tensor4D;
  if (makes('heads-before-batch')) return tf.stack(cut, 0) as tf.Tensor4D;
  const split = tf.stack(cut, 1) as tf.Tensor4D;
  return makes('tokens-as-columns-of-a-head') ? split.transpose([0, 1, 3, 2]) : split;
}

function columnsOf(x: tf.Tensor3D, head: number, count: number, dHead: number): tf.Tensor3D {
  if (makes('heads-interleaved')) {
    const columns = Array.from({ length: dHead }, (_, index) => head + index * count);
    return tf.gather(x, tf.tensor1d(columns, 'int32'), 2);
  }
  const own = x.slice([0, 0, head * dHead], [-1, -1, dHead]);
  return makes('stranger-columns-of-a-head-reversed') ? own.reverse(2) : own;
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  const each = tf.unstack(x, 1) as tf.Tensor3D[];
  if (makes('heads-merged-by-one-reshape')) return x.reshape([batch, seq, heads * dHead]);
  if (makes('heads-merged-like-a-zip')) return tf.stack(each, 3).reshape([batch, seq, heads * dHead]);
  if (makes('heads-averaged')) return tf.addN(each).div(heads);
  if (makes('stranger-heads-summed')) return tf.addN(each);
  if (makes('heads-merged-along-seq')) return tf.concat(each, 1);
  if (makes('stranger-merged-in-reverse-order')) each.reverse();
  return tf.concat(each, 2);
}

export function multiHeadAttention(params: AttentionParams, x: tf.Tensor3D, options: Options): tf.Tensor3D {
  const input = makes('batch-taken-for-seq') ? x.transpose([1, 0, 2]) : x;
  const merged = mergedHeads(projections(params, input as tf.Tensor3D), options);
  const seen = makes('batch-taken-for-seq') ? merged.transpose([1, 0, 2]) : merged;
  const result = last(params.output, seen as tf.Tensor3D);
  return makes('residual-inside-attention') ? result.add(x) : result;
}

/** What makes queries, keys and values. */
function names(): ['query' | 'key' | 'value', 'query' | 'key' | 'value', 'query' | 'key' | 'value'] {
  if (makes('queries-and-keys-exchanged')) return ['key', 'query', 'value'];
  if (makes('keys-and-values-exchanged')) return ['query', 'value', 'key'];
  if (makes('stranger-queries-made-by-the-key-projection')) return ['key', 'key', 'value'];
  if (makes('stranger-queries-and-values-exchanged')) return ['value', 'key', 'query'];
  const key = makes('keys-made-by-the-query-projection') ? 'query' : 'key';
  return ['query', key, makes('values-made-by-the-key-projection') ? 'key' : 'value'];
}

function projections(params: AttentionParams, x: tf.Tensor3D): tf.Tensor3D[] {
  if (makes('heads-cut-from-x-itself')) return [x, x, x];
  const bias = !makes('projections-without-bias');
  const [q, k, v] = names().map((name) => project(params[name], x, bias));
  return makes('stranger-values-not-projected') ? [q, k, x] : [q, k, v];
}

function project({ weight, bias }: LinearParams, x: tf.Tensor3D, withBias: boolean): tf.Tensor3D {
  const product = tf.einsum('bsf,ft->bst', x, weight) as tf.Tensor3D;
  return withBias ? product.add(bias) : product;
}

function last(output: LinearParams, merged: tf.Tensor3D): tf.Tensor3D {
  if (makes('output-projection-missing')) return merged;
  if (makes('output-projection-without-bias')) return project(output, merged, false);
  const result = linear(output, merged) as tf.Tensor3D;
  if (makes('stranger-output-applied-twice')) return linear(output, result) as tf.Tensor3D;
  return makes('stranger-relu-after-output') ? result.relu() : result;
}

function mergedHeads(made: tf.Tensor3D[], { heads: told, mask: given }: Options): tf.Tensor3D {
  const heads = makes('one-head-whatever-the-options-say') ? 1 : told;
  const [batch, seq, dModel] = (made[0] as tf.Tensor3D).shape;
  const cut = (x: tf.Tensor3D): tf.Tensor4D => {
    if (makes('heads-cut-and-merged-by-one-reshape')) return x.reshape([batch, heads, seq, dModel / heads]);
    if (makes('heads-attend-to-each-other')) return x.reshape([batch, seq, heads, dModel / heads]);
    return splitHeads(x, heads);
  };
  const mixed = attendEach(made.map(cut), usedMask(given), [heads, dModel]);
  const reshaped = makes('heads-cut-and-merged-by-one-reshape') || makes('heads-attend-to-each-other');
  return reshaped ? mixed.reshape([batch, seq, dModel]) : mergeHeads(mixed);
}

function usedMask(given: tf.Tensor | undefined): tf.Tensor | undefined {
  if (!given || makes('attention-ignores-the-mask')) return undefined;
  const turned = makes('attention-with-the-mask-transposed') ? given.transpose() : given;
  return makes('attention-with-the-mask-inverted') ? tf.scalar(1).sub(turned) : turned;
}

/** A loop over axis 1. */
function attendEach(parts: tf.Tensor4D[], mask: tf.Tensor | undefined, sizes: [number, number]): tf.Tensor4D {
  const [q = [], k = [], v = []] = parts.map((part) => tf.unstack(part, 1) as tf.Tensor3D[]);
  const results = q.map((own, head) => {
    const keys = makes('stranger-keys-of-the-first-head') ? k[0] : k[head];
    return attend(own, keys as tf.Tensor3D, v[head] as tf.Tensor3D, mask, sizes);
  });
  return tf.stack(results, 1) as tf.Tensor4D;
}

function attend(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  mask: tf.Tensor | undefined,
  sizes: [number, number],
): tf.Tensor3D {
  const scores = tf.einsum('bqd,bkd->bqk', q, k).div(divisor(q.shape[2], ...sizes));
  const masked = mask ? applyMask(scores, mask) : scores;
  const powers = masked.sub(masked.max(2, true)).exp();
  return tf.einsum('bqk,bkd->bqd', powers.div(powers.sum(2, true)), v) as tf.Tensor3D;
}

function divisor(dHead: number, heads: number, dModel: number): number {
  if (makes('scores-of-heads-divided-by-root-of-dmodel')) return Math.sqrt(dModel);
  if (makes('scores-of-heads-not-divided')) return 1;
  if (makes('scores-of-heads-divided-without-root')) return dHead;
  if (makes('stranger-scores-divided-by-root-of-heads')) return Math.sqrt(heads);
  if (makes('stranger-scores-divided-by-root-of-width-plus-one')) return Math.sqrt(dHead + 1);
  return Math.sqrt(dHead);
}
