import * as tf from '@tensorflow/tfjs';
import type { LinearParams } from './parameters';

/**
 * An affine map of the last axis: `x · weight + bias`.
 *
 * @param params - weight [from, to], bias [to]
 * @param x - [..., from], any number of leading axes
 * @returns [..., to]
 * @throws {RangeError} when the last axis of `x` is not `from`
 */
export function linear(params: LinearParams, x: tf.Tensor): tf.Tensor {
  const [from, to] = params.weight.shape;
  if (x.shape.at(-1) !== from) {
    throw new RangeError(
      `Expected the last axis of x to be ${from} (weight [${from}, ${to}]), got [${x.shape}]`,
    );
  }
  const rows = x.reshape([-1, from]) as tf.Tensor2D;
  return tf
    .matMul(rows, params.weight)
    .add(params.bias)
    .reshape([...x.shape.slice(0, -1), to]);
}
