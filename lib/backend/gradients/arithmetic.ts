/**
 * The shipped gradients of plain arithmetic are right. These give the same with half of the operations: no `cast`
 * and no `reshape` where nothing changes. On a small model the number of operations is what a step costs.
 */
import * as tf from '@tensorflow/tfjs';
import { type Outline, outlineGradient } from '../outlines';
import { sumToShape } from './broadcast';

type Slopes = Record<'a' | 'b', () => tf.Tensor>;

/** A gradient from dy and both operands. */
function ofTwo(
  kernelName: string,
  slopes: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => Slopes,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => slopes(dy as tf.Tensor, saved[0] as tf.Tensor, saved[1] as tf.Tensor),
  };
}

/** What a gradient is multiplied by has to be float32 too. */
const float = (x: tf.Tensor): tf.Tensor => (x.dtype === 'float32' ? x : x.cast('float32'));

export const add = outlineGradient(tf.Add, ['a', 'b'], (dy, [a, b]) => ({
  a: () => sumToShape(dy, a.shape),
  b: () => sumToShape(dy, (b as Outline).shape),
}));

export const subtract = outlineGradient(tf.Sub, ['a', 'b'], (dy, [a, b]) => ({
  a: () => sumToShape(dy, a.shape),
  b: () => sumToShape(dy, (b as Outline).shape).neg(),
}));

export const multiply = ofTwo(tf.Multiply, (dy, a, b) => ({
  a: () => sumToShape(dy.mul(float(b)), a.shape),
  b: () => sumToShape(dy.mul(float(a)), b.shape),
}));

export const divide = ofTwo(tf.RealDiv, (dy, a, b) => ({
  a: () => sumToShape(dy.div(float(b)), a.shape),
  b: () =>
    sumToShape(dy.mul(float(a)), b.shape)
      .div(float(b.square()))
      .neg(),
}));
