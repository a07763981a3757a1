import * as tf from '@tensorflow/tfjs';
import { outlineGradient } from '../outlines';
import { reshaped, runKernel } from './run';

/**
 * Sums the gradient of a broadcast result over the repeated axes: back to the shape of the operand. Where there are
 * none it returns the tensor itself.
 */
export function sumToShape(dy: tf.Tensor, shape: number[]): tf.Tensor {
  if (tf.util.arraysEqual(dy.shape, shape)) return dy;
  const axes = axesToSum(dy.shape, shape);
  const keepDims = dy.rank === shape.length;
  return reshaped(axes.length > 0 ? runKernel(tf.Sum, { x: dy }, { axis: axes, keepDims }) : dy, shape);
}

/** The axes along which an operand of this shape was repeated to give the shape of the result. */
export function axesToSum(result: number[], shape: number[]): number[] {
  if (tf.util.arraysEqual(result, shape)) return [];
  return tf.broadcast_util.getReductionAxes(shape, result);
}

/** The shipped gradient forgets that the operands may have been broadcast. */
export const squaredDifference: tf.GradConfig = {
  kernelName: tf.SquaredDifference,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const slope = () =>
      a
        .sub(b)
        .mul(2)
        .mul(dy as tf.Tensor);
    return { a: () => sumToShape(slope(), a.shape), b: () => sumToShape(slope().neg(), b.shape) };
  },
};

/** The shipped gradient stops at rank 4, and adds one slice for each repetition. */
export const tile = outlineGradient(tf.Tile, ['x'], (dy, [x], attrs) => ({
  x: () => sumRepetitions(dy, x.shape, attrs.reps as number[]),
}));

/** An axis of size n, repeated r times, is an axis r before an axis n: the sum runs over r. */
function sumRepetitions(dy: tf.Tensor, shape: number[], reps: readonly number[]): tf.Tensor {
  const split: number[] = [];
  const repeated: number[] = [];
  shape.forEach((size, axis) => {
    const times = reps[axis] ?? 1;
    if (times !== 1) repeated.push(split.push(times) - 1);
    split.push(size);
  });
  return repeated.length > 0 ? dy.reshape(split).sum(repeated) : dy;
}
