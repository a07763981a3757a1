/**
 * Where the wasm backend gives wrong numbers without a word, the kernel of the cpu backend takes its place; see
 * docs/backends.md for how the cases were found.
 */
import * as tf from '@tensorflow/tfjs';
import { borrowedKernel } from '../kernels/borrowed';
import { type KernelCall, wrapKernel } from '../registry';

const wasm = 'wasm';

/** Kernels that move elements without looking at them: right on float32, int32 and bool. */
const movers = [
  ...[tf.Identity, tf.Reshape, tf.ExpandDims, tf.Transpose, tf.Slice, tf.Concat, tf.Pack, tf.Unpack],
  ...[tf.SplitV, tf.Tile, tf.PadV2, tf.GatherV2, tf.Select, tf.Cast, tf.ZerosLike, tf.OnesLike],
];

const logic = [tf.LogicalAnd, tf.LogicalOr, tf.LogicalNot, tf.LogicalXor];

/** Arithmetic that is right on int32 too. */
const arithmetic = [
  ...[tf.Add, tf.Sub, tf.Multiply, tf.Maximum, tf.Minimum, tf.Abs, tf.Neg, tf.Square],
  ...[tf.Equal, tf.NotEqual, tf.Less, tf.LessEqual, tf.Greater, tf.GreaterEqual],
  ...[tf.Sum, tf.Max, tf.Min, tf.ArgMax, tf.ArgMin, tf.Cumsum, tf.Reverse],
  ...[tf.GatherNd, tf.ScatterNd, tf.OneHot, tf.TopK],
];

/** All kernels are right on float32, apart from {@link exceptions}; on other types only those listed here. */
const rightOn: Readonly<Record<string, ReadonlySet<string>>> = {
  int32: new Set([...movers, ...arithmetic]),
  bool: new Set([...movers, ...logic]),
  string: new Set([tf.Identity, tf.Reshape, tf.ExpandDims]),
};

/** When a kernel is wrong although the types of its inputs are fine. */
const exceptions: Readonly<Record<string, (call: KernelCall) => boolean>> = {
  [tf.GatherV2]: ({ attrs }) => attrs?.batchDims !== 0, // takes rows of another batch item
  [tf.OneHot]: ({ attrs }) => attrs?.dtype !== 'int32', // writes the bits of integers
  [tf.Cast]: ({ attrs }) => attrs?.dtype === 'bool', // keeps 3 as 3
  [tf.Select]: ({ inputs: { t } }) => t?.dtype === 'bool', // reads four bytes for one
  [tf.Maximum]: hasNaN,
  [tf.Minimum]: hasNaN,
  [tf.Relu6]: hasNaN,
  [tf.ClipByValue]: hasNaN,
  [tf._FusedMatMul]: (call) => hasNaN(call) || (call.inputs.bias?.shape.length ?? 0) > 1, // refuses that bias
  [tf.Fill]: ({ attrs }) => attrs?.dtype === 'string', // refuses words
};

/** Keeps the fast kernels where they are right, and borrows the others from cpu. */
export function registerCorrections(): void {
  for (const { kernelName } of tf.getKernelsForBackend(wasm)) {
    if (!tf.getKernel(kernelName, 'cpu')) continue;
    const isWrong = mistakesOf(kernelName);
    const borrowed = borrowedKernel(kernelName);
    wrapKernel(kernelName, wasm, (shipped) => (call) => (isWrong(call) ? borrowed(call) : shipped(call)));
  }
}

/** Tells for one kernel which calls come out wrong. It runs before every kernel, so it looks up little. */
function mistakesOf(kernelName: string): (call: KernelCall) => boolean {
  const wrongTypes = Object.keys(rightOn).filter((dtype) => !rightOn[dtype]?.has(kernelName));
  const exception = exceptions[kernelName];
  return (call) => {
    if (exception?.(call)) return true;
    return Object.values(call.inputs).some(
      (input) => input && (isOdd(input) || wrongTypes.includes(input.dtype)),
    );
  };
}

/** Of nothing some kernels read what lies there before, as sums of int32; above rank 6 arithmetic does nothing. */
function isOdd({ shape }: tf.TensorInfo): boolean {
  return shape.length > 6 || shape.includes(0);
}

/** NaN has to stay NaN: a student who divides by zero should see it, not a clipped number. */
function hasNaN({ inputs, backend }: KernelCall): boolean {
  const heap = backend as { typedArrayFromHeap(info: tf.TensorInfo): tf.TypedArray };
  return Object.values(inputs).some(
    (info) => info?.dtype === 'float32' && containsNaN(heap.typedArrayFromHeap(info)),
  );
}

/** A plain loop: it runs before every `maximum`, and `values.some(…)` takes ten times as long. */
function containsNaN(values: tf.TypedArray): boolean {
  for (let index = 0; index < values.length; index += 1) if (Number.isNaN(values[index])) return true;
  return false;
}
