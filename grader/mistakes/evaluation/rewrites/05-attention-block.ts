/** Stage 05 with mean and square by hand, einsum, and a maximum for the ReLU. */
import * as tf from '@tensorflow/tfjs';
import type { BlockParams, FeedForwardParams, LinearParams, NormParams } from '../lib/parameters';
import { multiHeadAttention } from './04-multi-head-attention';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

type Options = { heads: number; mask?: tf.Tensor | undefined };

const usual = makes('epsilon-of-keras') ? 1e-3 : makes('stranger-epsilon-1e-6') ? 1e-6 : 1e-5;

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = usual): tf.Tensor3D {
  const axes = axesOf();
  const count = axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  const mean = x.sum(axes, true).div(count);
  const centred = makes('rms-norm') ? x : x.sub(mean);
  const divideBy = makes('sample-variance') ? count - 1 : count;
  const variance = makes('stranger-mean-absolute-deviation')
    ? centred.abs().sum(axes, true).div(count).square()
    : centred.mul(centred).sum(axes, true).div(divideBy);
  const distance = makes('stranger-mean-not-subtracted') ? x : centred;
  return affine(params, distance.div(below(variance, epsilon)) as tf.Tensor3D);
}

function axesOf(): number[] {
  if (makes('norm-over-seq')) return [1];
  if (makes('norm-over-seq-and-dmodel')) return [1, 2];
  if (makes('norm-over-batch')) return [0];
  if (makes('norm-over-everything')) return [0, 1, 2];
  return [2];
}

function below(variance: tf.Tensor, epsilon: number): tf.Tensor {
  if (makes('epsilon-outside-the-root')) return variance.sqrt().add(epsilon);
  if (makes('stranger-epsilon-not-from-the-argument')) return variance.add(1e-5).sqrt();
  const safe = makes('epsilon-missing') ? variance : variance.add(epsilon);
  return makes('divided-by-the-variance') ? safe : safe.sqrt();
}

function affine({ gain, bias }: NormParams, x: tf.Tensor3D): tf.Tensor3D {
  if (makes('norm-without-gain-and-bias')) return x;
  if (makes('stranger-bias-before-gain')) return x.add(bias).mul(gain);
  if (makes('norm-without-bias')) return x.mul(gain);
  if (makes('norm-without-gain')) return x.add(bias);
  if (makes('stranger-gain-plus-one')) return x.mul(gain.add(1)).add(bias);
  return x.mul(gain).add(bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  const input = makes('stranger-relu-before-expand') ? tf.maximum(x, 0) : x;
  const wide = activated(affineMap(params.expand, input as tf.Tensor3D));
  const narrow = affineMap(params.contract, wide);
  const late = makes('relu-after-contract') || makes('stranger-relu-after-both');
  const result = late ? (tf.maximum(narrow, 0) as tf.Tensor3D) : narrow;
  return makes('residual-inside-feed-forward') ? result.add(x) : result;
}

function activated(x: tf.Tensor3D): tf.Tensor3D {
  if (makes('relu-missing') || makes('relu-after-contract') || makes('stranger-relu-before-expand')) return x;
  if (makes('gelu-for-relu')) {
    const inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(0.5).mul(inner.tanh().add(1));
  }
  if (makes('stranger-leaky-relu')) return tf.maximum(x, x.mul(0.01));
  if (makes('stranger-sigmoid-for-relu')) return x.sigmoid();
  if (makes('stranger-swish-for-relu')) return x.mul(x.sigmoid());
  return tf.maximum(x, 0);
}

function affineMap({ weight, bias }: LinearParams, x: tf.Tensor3D): tf.Tensor3D {
  const product = tf.einsum('bsf,ft->bst', x, weight) as tf.Tensor3D;
  return makes('feed-forward-without-biases') ? product : product.add(bias);
}

export function attentionBlock(params: BlockParams, x: tf.Tensor3D, options: Options): tf.Tensor3D {
  const passed = makes('block-drops-the-mask') ? { heads: options.heads } : options;
  const [norm1, norm2] = normsOf(params);
  const attend = (from: tf.Tensor3D) => multiHeadAttention(params.attention, from, passed);
  const feed = (from: tf.Tensor3D) => feedForward(params.feedForward, from);
  const [first, second] = makes('stranger-feed-forward-first') ? [feed, attend] : [attend, feed];
  const bare = [makes('attention-reads-x-unnormalised'), makes('feed-forward-reads-the-sum-unnormalised')];
  const alone = [makes('no-residual-around-attention'), makes('no-residual-around-feed-forward')];
  const middle = step(first, norm1, { read: x, carried: x, bare: bare[0], alone: alone[0] });
  const read = makes('steps-side-by-side') ? x : middle;
  const carried = makes('second-residual-carries-the-input') ? x : middle;
  const end = step(second, norm2, { read, carried, bare: bare[1], alone: alone[1] });
  return makes('stranger-norm-at-the-end-too') ? layerNorm(params.norm2, end) : end;
}

function normsOf({ norm1, norm2 }: BlockParams): [NormParams, NormParams] {
  if (makes('stranger-norms-exchanged')) return [norm2, norm1];
  if (makes('stranger-norm2-used-twice')) return [norm2, norm2];
  return makes('norm1-used-twice') ? [norm1, norm1] : [norm1, norm2];
}

interface Step {
  read: tf.Tensor3D;
  carried: tf.Tensor3D;
  /** Without the norm. */
  bare: boolean | undefined;
  /** Without the residual connection. */
  alone: boolean | undefined;
}

type Change = (x: tf.Tensor3D) => tf.Tensor3D;

function step(run: Change, norm: NormParams, { read, carried, bare, alone }: Step): tf.Tensor3D {
  const plus = (result: tf.Tensor3D, to: tf.Tensor3D): tf.Tensor3D => {
    if (alone) return result;
    return makes('stranger-sum-halved') ? result.add(to).div(2) : result.add(to);
  };
  if (makes('post-norm')) return layerNorm(norm, plus(run(read), carried));
  if (makes('norm-of-what-a-step-returns')) return plus(layerNorm(norm, run(read)), carried);
  const normalised = bare ? read : layerNorm(norm, read);
  return plus(run(normalised), makes('residual-of-the-normalised-x') ? normalised : carried);
}
