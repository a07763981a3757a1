/** Arithmetic of two float32 tensors with broadcasting. */
import * as tf from '@tensorflow/tfjs';
import { type Axis, broadcastAxes, padded } from './axes';
import { addressOf, type Kernels } from './module';
import type { FastCall } from './register';

/** The kernels that take two addresses, the address of the result, three sizes and three steps of each operand. */
export const arithmeticKernels: Readonly<Record<string, keyof Kernels>> = {
  [tf.Add]: 'add',
  [tf.Sub]: 'subtract',
  [tf.Multiply]: 'multiply',
  [tf.RealDiv]: 'divide',
  [tf.Maximum]: 'larger',
  [tf.Minimum]: 'smaller',
  [tf.SquaredDifference]: 'squaredDifference',
};

/** One kernel of {@link arithmeticKernels}. */
export function arithmetic(name: keyof Kernels): (call: FastCall) => tf.TensorInfo | undefined {
  return ({ inputs, backend, kernels }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const { shape, axes } = resultOf(a.shape, b.shape);
    if (!axes || tf.util.sizeFromShape(shape) === 0) return undefined;
    const result = backend.makeOutput(shape, 'float32');
    const [x, y, to] = [addressOf(backend, a), addressOf(backend, b), addressOf(backend, result)];
    const [first, second, third] = axes as [Axis, Axis, Axis];
    const [a0, b0] = first.steps as [number, number];
    const [a1, b1] = second.steps as [number, number];
    const [a2, b2] = third.steps as [number, number];
    kernels[name](x, y, to, first.size, second.size, third.size, a0, a1, a2, b0, b1, b2);
    return result;
  };
}

const none: Axis = { size: 1, steps: [4, 4] };

function resultOf(a: number[], b: number[]): { shape: number[]; axes: Axis[] | undefined } {
  if (tf.util.arraysEqual(a, b)) {
    return { shape: a, axes: [none, none, { size: tf.util.sizeFromShape(a), steps: [4, 4] }] };
  }
  const shape = tf.backend_util.assertAndGetBroadcastShape(a, b);
  return { shape, axes: padded(broadcastAxes(a, b, shape), 3, none) };
}
