/** Stage 03 with a mask written row by row, masking by arithmetic, and einsum. */
import * as tf from '@tensorflow/tfjs';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

export function causalMask(seq: number): tf.Tensor2D {
  const size = makes('stranger-mask-one-smaller') ? seq - 1 : seq;
  const rows = Array.from({ length: size }, (_, query) => maskRow(query, size));
  const mask: any = tf.tensor2d(rows);
  return makes('mask-with-a-batch-axis') ? mask.expandDims(0) : mask;
}

function maskRow(query: number, size: number): number[] {
  let row = Array.from({ length: size }, (_, key) => (sees(query, key, size) ? 1 : 0));
  if (makes('ones-for-hidden-tokens')) row = row.map((one) => 1 - one);
  if (makes('additive-mask')) row = row.map((one) => (one === 1 ? 0 : -1e9));
  if (!makes('rows-already-averaged')) return row;
  const sum = row.reduce((total, one) => total + one, 0);
  return row.map((one) => one / sum);
}

function sees(query: number, key: number, size: number): boolean {
  if (makes('diagonal-hidden')) return key < query;
  if (makes('next-token-visible')) return key <= query + 1;
  if (makes('upper-triangle')) return key >= query;
  if (makes('only-itself-visible')) return key === query;
  if (makes('stranger-window-of-two')) return key === query || key === query - 1;
  if (makes('stranger-everything-visible')) return true;
  if (makes('stranger-mask-mirrored')) return size - 1 - key <= query;
  return key <= query;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  let visible = mask.toFloat();
  if (makes('mask-transposed')) visible = visible.transpose();
  if (makes('visible-scores-blocked')) visible = tf.scalar(1).sub(visible);
  const masked = block(scores, visible);
  return makes('softmax-inside-the-mask') ? softmax(masked) : masked;
}

function block(scores: tf.Tensor, visible: tf.Tensor): tf.Tensor {
  const hidden = tf.scalar(1).sub(visible);
  if (makes('scores-returned-unmasked')) return scores.clone();
  if (makes('mask-added')) return scores.add(visible);
  if (makes('scores-forgotten')) return scores.mul(0).add(hidden.mul(-1e9));
  if (makes('blocked-scores-infinite')) return tf.where(hidden.equal(0), scores, Number.NEGATIVE_INFINITY);
  if (makes('zero-times-infinity')) return scores.add(hidden.mul(Number.NEGATIVE_INFINITY));
  if (makes('stranger-blocked-scores-negated')) return scores.mul(visible.sub(hidden));
  if (makes('stranger-blocked-scores-lowest')) return scores.mul(visible).add(hidden.mul(scores.min()));
  if (makes('stranger-hidden-scores-halved')) return scores.mul(visible.add(hidden.mul(0.5)));
  return scores.mul(visible).add(hidden.mul(blockedScore()));
}

function blockedScore(): number {
  if (makes('blocked-scores-zero')) return 0;
  if (makes('blocked-scores-minus-one')) return -1;
  if (makes('stranger-blocked-scores-minus-ten')) return -10;
  if (makes('stranger-blocked-scores-minus-hundred')) return -100;
  if (makes('stranger-blocked-scores-positive')) return 1e9;
  return -1e9;
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const scores = dots(q, k).div(divisor(q, v));
  return mix(weightsOf(scores, usedMask(q, mask)), v);
}

function divisor(q: tf.Tensor, v: tf.Tensor): number {
  const dHead = q.shape[q.rank - 1] as number;
  if (makes('masked-scale-missing')) return 1;
  if (makes('masked-scale-without-root')) return dHead;
  if (makes('masked-scale-by-values')) return Math.sqrt(v.shape[v.rank - 1] as number);
  if (makes('stranger-masked-scale-by-width-plus-one')) return Math.sqrt(dHead + 1);
  return Math.sqrt(dHead);
}

function usedMask(q: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  let used = mask;
  if (makes('always-causal')) used = causalMask(q.shape[q.rank - 2] as number);
  if (makes('stranger-mask-inverted-in-attention')) used = tf.scalar(1).sub(used);
  if (makes('mask-with-two-more-axes')) used = used.expandDims(0).expandDims(0);
  return used;
}

function weightsOf(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  if (makes('mask-not-used')) return softmax(scores);
  if (makes('mask-after-softmax')) return softmax(scores).mul(mask);
  if (makes('weights-masked-and-softmaxed-again')) return softmax(applyMask(softmax(scores), mask));
  if (makes('stranger-masked-softmax-over-queries')) return softmax(applyMask(scores, mask), scores.rank - 2);
  return softmax(applyMask(scores, mask));
}

function softmax(scores: tf.Tensor, axis = scores.rank - 1): tf.Tensor {
  const powers = scores.sub(scores.max(axis, true)).exp();
  return powers.div(powers.sum(axis, true));
}

function flat(x: tf.Tensor): tf.Tensor3D {
  return x.reshape([-1, ...x.shape.slice(-2)]);
}

function dots(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const products = tf.einsum('nqd,nkd->nqk', flat(q), flat(k));
  return products.reshape([...q.shape.slice(0, -1), k.shape[k.rank - 2] as number]);
}

function mix(weights: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const mixed = tf.einsum('nqk,nkd->nqd', flat(weights), flat(v));
  return mixed.reshape([...weights.shape.slice(0, -1), v.shape[v.rank - 1] as number]);
}
