/**
 * The shipped gradients of plain arithmetic are right. These give the same with half of the operations: no `cast`
 * and no `reshape` where nothing changes. On a small model the number of operations is what a step costs.
 */
import * as tf from '@tensorflow/tfjs';
import { type Outline, outlineGradient } from '../outlines';
import { axesToSum, sumToShape } from './broadcast';
import { fused } from './fused';
import { float, runKernel } from './run';

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

/** As `sumToShape(dy, shape).neg()`. */
function negativeSum(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = axesToSum(dy.shape, shape);
  return fused('negativeSum', { x: dy }, { axes, shape }) ?? sumToShape(dy, shape).neg();
}

/** As `sumToShape(dy.mul(x), shape)`. */
function sumOfProducts(dy: tf.Tensor, x: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = axesToSum(dy.shape, shape);
  const isSum = axes.length > 0 && tf.util.arraysEqual(dy.shape, x.shape);
  const sum = isSum ? fused('sumOfProducts', { x: dy, y: x }, { axes, shape }) : undefined;
  return sum ?? sumToShape(runKernel(tf.Multiply, { a: dy, b: float(x) }), shape);
}

export const add = outlineGradient(tf.Add, ['a', 'b'], (dy, [a, b]) => ({
  a: () => sumToShape(dy, a.shape),
  b: () => sumToShape(dy, (b as Outline).shape),
}));

export const subtract = outlineGradient(tf.Sub, ['a', 'b'], (dy, [a, b]) => ({
  a: () => sumToShape(dy, a.shape),
  b: () => negativeSum(dy, (b as Outline).shape),
}));

export const multiply = ofTwo(tf.Multiply, (dy, a, b) => ({
  a: () => sumOfProducts(dy, b, a.shape),
  b: () => sumOfProducts(dy, a, b.shape),
}));

export const divide = ofTwo(tf.RealDiv, (dy, a, b) => ({
  a: () => sumToShape(runKernel(tf.RealDiv, { a: dy, b: float(b) }), a.shape),
  b: () => {
    const slope = sumOfProducts(dy, a, b.shape);
    return fused('divisorGradient', { dy: slope, x: b }) ?? slope.div(float(b.square())).neg();
  },
}));
