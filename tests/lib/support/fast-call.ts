/** Calls of single fast kernels, without the usual ones behind them. */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../../lib/backend';
import { fastModule, type WasmBackend } from '../../../lib/backend/wasm/fast/module';
import type { FastCall } from '../../../lib/backend/wasm/fast/register';
import type { Plain } from './backend-plain';
import { toTensor } from './backend-row';

await startBackend({ prefer: 'wasm' });

/** What a fast kernel gave: its shape and numbers; undefined where it leaves the call to the usual kernel. */
export function callFast(
  fast: (call: FastCall) => tf.TensorInfo | undefined,
  inputs: Readonly<Record<string, Plain | tf.Tensor>>,
  attrs: Readonly<Record<string, unknown>> = {},
): Plain | undefined {
  const backend = tf.backend() as WasmBackend;
  const module = fastModule(backend);
  if (!module) throw new Error('This engine has no SIMD');
  return tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, x]) => [name, 'values' in x ? toTensor(x) : x]);
    const result = fast({ ...module, inputs: Object.fromEntries(tensors), attrs, backend });
    if (!result) return undefined;
    const values = [...(backend.readSync(result.dataId) as Float32Array)];
    backend.disposeData(result.dataId);
    return { shape: result.shape, values };
  });
}

/** The largest difference, in units of 1 + the size of the expected number; Infinity for another shape. */
export function distance(received: Plain | undefined, expected: Plain): number {
  if (received?.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  if (received.values.length !== expected.values.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...expected.values.map((value, at) => {
      const got = received.values[at] as number;
      return Object.is(got, value) ? 0 : Math.abs(got - value) / (1 + Math.abs(value));
    }),
  );
}

/** What floating point has besides ordinary numbers. */
export const special = [
  0,
  -0,
  1,
  -2.5,
  1e-40,
  -3e38,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
/** Numbers as float32 holds them. */
export const float = (values: readonly number[], shape = [values.length]): Plain => ({
  shape,
  values: values.map(Math.fround),
});
