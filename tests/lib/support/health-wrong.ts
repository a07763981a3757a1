/** Wrong implementations whose numbers are right, by function: what only an examination finds. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../../lib/linear';
import type { FeedForwardParams, NormParams } from '../../../lib/parameters';
import { attentionPattern } from '../../../solutions/02-attention';
import { layerNorm } from '../../../solutions/05-attention-block';

const numbersOf = (tensor: tf.Tensor) => tf.tensor(tensor.dataSync(), tensor.shape);

let calls = 0;
let cachedMask: tf.Tensor | undefined;

export const wrong = {
  /** The scores leave the tensors: no gradient at all. */
  patternFromNumbers: (q: tf.Tensor, k: tf.Tensor) => tf.softmax(numbersOf(tf.matMul(q, k, false, true)), -1),

  /** Only a part of what x does is cut off. */
  meanFromNumbers: ({ gain, bias }: NormParams, x: tf.Tensor3D) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(numbersOf(mean)).div(variance.add(1e-5).sqrt()).mul(gain).add(bias);
  },

  varianceFromNumbers: ({ gain, bias }: NormParams, x: tf.Tensor3D) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x
      .sub(mean)
      .div(numbersOf(variance.add(1e-5).sqrt()))
      .mul(gain)
      .add(bias);
  },

  /** The values get their gradient, the pattern does not pass any on. */
  attentionWithCutPattern: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
    tf.matMul(numbersOf(attentionPattern(q, k)), v),

  variableOnTheWay: ({ expand, contract }: FeedForwardParams, x: tf.Tensor3D) =>
    linear({ ...contract, weight: tf.variable(contract.weight) }, linear(expand, x).relu()),

  disposesInput: ({ expand, contract }: FeedForwardParams, x: tf.Tensor3D) => {
    const hidden = linear(expand, x).relu();
    x.dispose();
    return linear(contract, hidden);
  },

  overwritesInput: (params: NormParams, x: tf.Tensor3D) => {
    const numbers = x.dataSync();
    for (let at = 0; at < numbers.length; at += 1) numbers[at] = (numbers[at] ?? 0) - 1;
    return layerNorm(params, x);
  },

  replacesParameter: (params: NormParams, x: tf.Tensor3D) => {
    params.gain = params.gain.mul(1) as tf.Tensor1D;
    return layerNorm(params, x);
  },

  dropout: ({ expand, contract }: FeedForwardParams, x: tf.Tensor3D) => {
    const hidden = linear(expand, x).relu();
    const kept = Array.from({ length: hidden.size }, () => (Math.random() < 0.9 ? 1 : 0));
    return linear(contract, hidden.mul(tf.tensor(kept, hidden.shape)));
  },

  counts: (x: tf.Tensor) => {
    calls += 1;
    return x.add(calls / 100);
  },

  keepsInLoop: (x: tf.Tensor, heads: number) =>
    tf.stack(
      tf.split(x, heads, -1).map((part) => tf.keep(part.clone())),
      1,
    ),

  cachesInScope: (x: tf.Tensor) => {
    cachedMask ??= tf.ones([1]);
    return x.mul(cachedMask);
  },

  rootOfZero: (x: tf.Tensor) => x.sub(x.mean(-1, true)).square().mul(0).sqrt().add(x),

  divisionByZero: (x: tf.Tensor) => x.div(x.zerosLike()),
};
