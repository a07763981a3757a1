/** Functions of each number of a float32 tensor. */
import * as tf from '@tensorflow/tfjs';
import { addressOf, type Kernels } from './module';
import type { FastCall } from './register';

/** The kernels that take an address, the address of the result and a count. */
export const functionKernels: Readonly<Record<string, keyof Kernels>> = {
  [tf.Square]: 'square',
  [tf.Sqrt]: 'squareRoot',
  [tf.Relu]: 'relu',
  [tf.Exp]: 'power',
};

/** One kernel of {@link functionKernels}. */
export function each(name: keyof Kernels): (call: FastCall) => tf.TensorInfo | undefined {
  return ({ inputs, backend, kernels }) => apply(name, [inputs.x as tf.TensorInfo], backend, kernels);
}

/** Runs a kernel on float32 tensors of one shape, element by element. */
export function apply(
  name: keyof Kernels,
  tensors: readonly tf.TensorInfo[],
  backend: FastCall['backend'],
  kernels: Kernels,
): tf.TensorInfo | undefined {
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const shape = tensors[0]?.shape ?? [];
  const result = backend.makeOutput(shape, 'float32');
  const addresses = [...tensors, result].map((info) => addressOf(backend, info));
  kernels[name](...addresses, tf.util.sizeFromShape(shape));
  return result;
}

/** `x.pow(2)` and `x.pow(3)`, as in a GELU: the shipped kernel asks a library for each number. */
export function pow({ inputs, backend, kernels }: FastCall): tf.TensorInfo | undefined {
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || b.shape.length > 0) return undefined;
  const [exponent] = backend.typedArrayFromHeap(b);
  if (exponent === 2) return apply('square', [a], backend, kernels);
  return exponent === 3 ? apply('cube', [a], backend, kernels) : undefined;
}

/** `where` with a condition for each number. */
export function select({ inputs, backend, kernels }: FastCall): tf.TensorInfo | undefined {
  const { condition, t, e } = inputs as Record<'condition' | 't' | 'e', tf.TensorInfo>;
  const alike = [t, e].every(({ dtype, shape }) => {
    return dtype === 'float32' && tf.util.arraysEqual(shape, condition.shape);
  });
  if (!alike || condition.dtype !== 'bool') return undefined;
  const result = backend.makeOutput(t.shape, 'float32');
  const [mask, yes, no, to] = [condition, t, e, result].map((info) => addressOf(backend, info));
  kernels.choose(mask as number, yes as number, no as number, to as number, tf.util.sizeFromShape(t.shape));
  return result;
}
