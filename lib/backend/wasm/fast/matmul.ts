import * as tf from '@tensorflow/tfjs';
import { addressOf } from './module';
import type { FastCall } from './register';

/** `matMul` of float32 with the same leading axes on both sides. */
export function matMul({ inputs, attrs, backend, kernels, space }: FastCall): tf.TensorInfo | undefined {
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const [transposeA, transposeB] = [attrs.transposeA === true, attrs.transposeB === true];
  const batch = a.shape.slice(0, -2);
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (Math.min(a.shape.length, b.shape.length) < 2) return undefined;
  if (!tf.util.arraysEqual(batch, b.shape.slice(0, -2))) return undefined;
  const [rowsA = 0, columnsA = 0] = a.shape.slice(-2);
  const [rowsB = 0, columnsB = 0] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [depth, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== depth) return undefined; // the usual kernel has the words for it
  const product = backend.makeOutput([...batch, m, n], 'float32');
  const [from, by, to] = [a, b, product].map((info) => addressOf(backend, info)) as [number, number, number];
  const items = tf.util.sizeFromShape(batch);
  kernels.matMul(from, by, to, space, items, m, k, n, transposeA, transposeB, 4 * m * k, 4 * k * n);
  return product;
}
