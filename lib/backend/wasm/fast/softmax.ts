import * as tf from '@tensorflow/tfjs';
import { addressOf } from './module';
import type { FastCall } from './register';

/** `softmax` of float32 along the last axis. */
export function softmax({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo | undefined {
  const logits = inputs.logits as tf.TensorInfo;
  const { shape, dtype } = logits;
  if (dtype !== 'float32' || shape.length === 0 || attrs.dim !== shape.length - 1) return undefined;
  const [rows, width] = rowsOf(shape);
  const result = backend.makeOutput(shape, dtype);
  kernels.softmax(addressOf(backend, logits), addressOf(backend, result), rows, width);
  return result;
}

/** The gradient of `softmax` for its result `y`. */
export function softmaxGradient({ inputs, backend, kernels }: FastCall): tf.TensorInfo {
  const { dy, y } = inputs as { dy: tf.TensorInfo; y: tf.TensorInfo };
  const [rows, width] = rowsOf(y.shape);
  const result = backend.makeOutput(y.shape, 'float32');
  const [slope, weights, to] = [addressOf(backend, dy), addressOf(backend, y), addressOf(backend, result)];
  kernels.softmaxGradient(slope, weights, to, rows, width);
  return result;
}

function rowsOf(shape: readonly number[]): [number, number] {
  return [tf.util.sizeFromShape(shape.slice(0, -1)), shape.at(-1) as number];
}
