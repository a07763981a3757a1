/** Stage 02 with einsum over flattened items and a softmax by hand. */
import * as tf from '@tensorflow/tfjs';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const scores = dots(q, k);
  const scaled = makes('scale-after-softmax') ? scores : scores.div(divisor(q, k));
  const weights = weigh(adjusted(scaled));
  return makes('scale-after-softmax') ? weights.div(Math.sqrt(width(q))) : weights;
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const values = makes('keys-mixed-for-values') ? k : v;
  const keys = k.shape[k.rank - 2] as number;
  let mixed = mix(weightsOf(q, k), makes('stranger-values-reversed') ? values.reverse(values.rank - 2) : values);
  if (makes('scaled-once-more')) mixed = mixed.div(Math.sqrt(width(q)));
  if (makes('divided-by-number-of-keys')) mixed = mixed.div(keys);
  if (makes('stranger-times-number-of-keys')) mixed = mixed.mul(keys);
  return mixed;
}

function width(x: tf.Tensor): number {
  return x.shape[x.rank - 1] as number;
}

/** All items below each other: [items, rows, columns]. */
function flat(x: tf.Tensor): tf.Tensor3D {
  return x.reshape([-1, x.shape[x.rank - 2] as number, width(x)]);
}

function dots(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  if (makes('queries-and-keys-swapped')) [q, k] = [k, q];
  if (makes('stranger-cosine-similarity')) [q, k] = [q.div(q.norm(2, -1, true)), k.div(k.norm(2, -1, true))];
  const [items, keys, dHead] = flat(k).shape;
  const products = makes('keys-reshaped')
    ? tf.einsum('nqd,ndk->nqk', flat(q), flat(k).reshape([items, dHead, keys]))
    : tf.einsum('nqd,nkd->nqk', flat(q), flat(k));
  return products.reshape([...q.shape.slice(0, -1), keys]);
}

function divisor(q: tf.Tensor, k: tf.Tensor): number {
  const dHead = width(q);
  if (makes('scale-missing')) return 1;
  if (makes('scale-without-root')) return dHead;
  if (makes('scale-multiplied')) return 1 / Math.sqrt(dHead);
  if (makes('scale-by-keys')) return Math.sqrt(k.shape[k.rank - 2] as number);
  if (makes('scale-by-queries')) return Math.sqrt(q.shape[q.rank - 2] as number);
  if (makes('scale-by-axis-one')) return Math.sqrt(q.shape[1] as number);
  if (makes('scale-by-model-width')) return Math.sqrt(dHead * (q.rank > 2 ? (q.shape[q.rank - 3] as number) : 1));
  if (makes('stranger-scale-by-width-plus-one')) return Math.sqrt(dHead + 1);
  if (makes('stranger-scale-of-the-paper')) return 8;
  if (makes('stranger-scale-by-cube-root')) return Math.cbrt(dHead);
  return Math.sqrt(dHead);
}

function adjusted(scores: tf.Tensor): tf.Tensor {
  if (makes('stranger-scores-negated')) return scores.neg();
  if (makes('stranger-scores-absolute')) return scores.abs();
  if (makes('stranger-relu-before-softmax')) return scores.relu();
  if (makes('stranger-powers-of-two')) return scores.mul(Math.LN2);
  return scores;
}

function weigh(scores: tf.Tensor): tf.Tensor {
  const last = scores.rank - 1;
  if (makes('softmax-missing')) return scores;
  if (makes('powers-not-divided')) return scores.exp();
  if (makes('scores-divided-by-their-sum')) return scores.div(scores.sum(last, true));
  if (makes('sigmoid-for-softmax')) return scores.sigmoid();
  if (makes('stranger-sigmoids-divided-by-their-sum')) return scores.sigmoid().div(scores.sigmoid().sum(last, true));
  const axis = axisOf(scores);
  const largest = scores.max(axis, true);
  const powers = (makes('powers-overflow') ? scores : scores.sub(largest)).exp();
  if (makes('logarithm-of-softmax')) return scores.sub(largest).sub(powers.sum(axis, true).log());
  if (makes('stranger-one-more-in-the-sum')) return powers.div(powers.sum(axis, true).add(largest.neg().exp()));
  return powers.div(powers.sum(axis, true));
}

function axisOf(scores: tf.Tensor): number | number[] {
  if (makes('softmax-over-queries')) return scores.rank - 2;
  if (makes('softmax-over-axis-one')) return 1;
  if (makes('softmax-over-axis-zero')) return 0;
  if (makes('softmax-over-all-scores')) return [...scores.shape.keys()];
  return scores.rank - 1;
}

function weightsOf(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const pattern = attentionPattern(q, k);
  const last = pattern.rank - 1;
  if (makes('stranger-plain-mean')) return tf.onesLike(pattern).div(width(pattern));
  if (makes('stranger-weights-squared')) return pattern.square();
  if (makes('best-key-only')) return tf.oneHot(pattern.argMax(last).toInt(), width(pattern)).toFloat();
  if (!makes('second-softmax')) return pattern;
  const powers = pattern.sub(pattern.max(last, true)).exp();
  return powers.div(powers.sum(last, true));
}

function mix(pattern: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const mixed = tf.einsum('nqk,nkd->nqd', flat(pattern), flat(v));
  return mixed.reshape([...pattern.shape.slice(0, -1), width(v)]);
}
