/** Kernels that move numbers, and the one that adds up rows that were picked. */
import * as tf from '@tensorflow/tfjs';
import { type Axis, merged, padded, stepsOf } from './axes';
import { addressOf } from './module';
import type { FastCall } from './register';

const isWord = (dtype: tf.DataType) => dtype === 'float32' || dtype === 'int32';

/** An axis that changes nothing. */
const none: Axis = { size: 1, steps: [4] };

/** `transpose` of up to four axes, after neighbours were taken as one. */
export function transpose(call: FastCall): tf.TensorInfo | undefined {
  const x = call.inputs.x as tf.TensorInfo;
  const perm = call.attrs.perm as number[];
  const steps = stepsOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis] as number);
  const axes = perm.map((axis) => ({ size: x.shape[axis] as number, steps: [steps[axis] as number] }));
  return rearrange(call, x, shape, merged(axes));
}

/** `tile`, which is also what broadcasts the operands of `where`. */
export function tile(call: FastCall): tf.TensorInfo | undefined {
  const x = call.inputs.x as tf.TensorInfo;
  const reps = call.attrs.reps as number[];
  const steps = stepsOf(x.shape);
  const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
  const axes = merged(
    x.shape.flatMap((size, axis) => [
      { size: reps[axis] ?? 1, steps: [0] },
      { size, steps: [steps[axis] as number] },
    ]),
  );
  return x.dtype === 'bool' ? repeat(call, x, shape, axes) : rearrange(call, x, shape, axes);
}

function rearrange(
  { backend, kernels }: FastCall,
  x: tf.TensorInfo,
  shape: number[],
  axes: Axis[],
): tf.TensorInfo | undefined {
  const four = padded(axes, 4, none);
  if (!four || !isWord(x.dtype) || tf.util.sizeFromShape(shape) === 0) return undefined;
  const result = backend.makeOutput(shape, x.dtype);
  const [sizes, steps] = [four.map(({ size }) => size), four.map((axis) => axis.steps[0] as number)];
  kernels.rearrange(addressOf(backend, x), addressOf(backend, result), ...sizes, ...steps);
  return result;
}

/** Several times the same bytes, as when one mask serves every batch item and head. */
function repeat(
  { backend, kernels }: FastCall,
  x: tf.TensorInfo,
  shape: number[],
  axes: readonly Axis[],
): tf.TensorInfo | undefined {
  const [times, block] = axes;
  const bytes = tf.util.sizeFromShape(x.shape);
  if (axes.length !== 2 || times?.steps[0] !== 0 || block?.size !== bytes) return undefined;
  const result = backend.makeOutput(shape, x.dtype);
  kernels.repeat(addressOf(backend, x), addressOf(backend, result), times.size, bytes);
  return result;
}

/** Wider rows the usual kernel of `stack` copies well. */
const narrow = 16;

/** `stack` of short rows, as of sines and cosines in turns. */
export function pack({ inputs, attrs, backend }: FastCall): tf.TensorInfo | undefined {
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const { shape, dtype } = tensors[0] as tf.TensorInfo;
  const axis = attrs.axis as number;
  const place = axis < 0 ? axis + shape.length + 1 : axis;
  const width = tf.util.sizeFromShape(shape.slice(place));
  if (width === 0 || width > narrow || tensors.some((x) => x.dtype !== dtype || !isWord(dtype)))
    return undefined;
  const result = backend.makeOutput([...shape.slice(0, place), tensors.length, ...shape.slice(place)], dtype);
  const to = backend.typedArrayFromHeap(result);
  tensors.forEach((x, number) => {
    const from = backend.typedArrayFromHeap(x);
    for (let at = 0; at < from.length; at += 1) {
      const row = Math.floor(at / width);
      to[at + (row * (tensors.length - 1) + number) * width] = from[at] as number;
    }
  });
  return result;
}

/** `gather` of whole rows. */
export function gather({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo | undefined {
  const { x, indices } = inputs as { x: tf.TensorInfo; indices: tf.TensorInfo };
  const rows = x.shape[0] as number;
  if (attrs.axis !== 0 || attrs.batchDims !== 0 || !isWord(x.dtype) || indices.dtype !== 'int32') {
    return undefined;
  }
  // The usual kernel has the words for an index that does not exist.
  if (!backend.typedArrayFromHeap(indices).every((id) => id >= 0 && id < rows)) return undefined;
  const result = backend.makeOutput([...indices.shape, ...x.shape.slice(1)], x.dtype);
  const [from, places, to] = [addressOf(backend, x), addressOf(backend, indices), addressOf(backend, result)];
  const [count, width] = [indices.shape, x.shape.slice(1)].map(tf.util.sizeFromShape) as [number, number];
  kernels.gatherRows(from, places, to, count, width);
  return result;
}

/** `unsortedSegmentSum`, the gradient of `gather`. */
export function segmentSum({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo | undefined {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return undefined;
  const rows = attrs.numSegments as number;
  const rest = x.shape.slice(segmentIds.shape.length);
  const sums = backend.makeOutput([rows, ...rest], 'float32');
  const count = tf.util.sizeFromShape(segmentIds.shape);
  const [from, ids, to] = [addressOf(backend, x), addressOf(backend, segmentIds), addressOf(backend, sums)];
  kernels.addRows(from, ids, to, count, tf.util.sizeFromShape(rest), rows);
  return sums;
}
