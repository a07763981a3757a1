/** The two binaries of the fast kernels: an engine without relaxed SIMD gets the other one, which no other test runs. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { withRelaxedSimd, withSimd } from '../../lib/backend/wasm/fast/binaries';
import { kernelsOn, type WasmBackend } from '../../lib/backend/wasm/fast/module';
import { at, build, draw, sum } from './support/backend-plain';
import { toTensor } from './support/backend-row';
import { distance } from './support/fast-call';

const backend = tf.backend() as WasmBackend;
const addressOf = (x: tf.Tensor) => backend.dataIdMap.get(x.dataId).memoryOffset;

const { validate } = (globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } })
  .WebAssembly;

test.each(
  [
    { name: 'SIMD', text: withSimd },
    { name: 'relaxed SIMD', text: withRelaxedSimd },
  ].filter(({ text }) => validate(Buffer.from(text, 'base64'))),
)('with $name products and weights are right', ({ text }) => {
  const kernels = kernelsOn(backend.wasm.asm.memory, Buffer.from(text, 'base64'));
  const [m, k, n] = [19, 21, 18];
  const [a, b] = [draw([m, k], 1), draw([k, n], 2)];
  const tensors = [toTensor(a), toTensor(b), tf.zeros([m, n]), tf.zeros([kernels.matMulSpace() / 4])];
  const [from, by, to, space] = tensors.map(addressOf) as [number, number, number, number];
  kernels.matMul(from, by, to, space, 1, m, k, n, false, false, 0, 0);
  const product = tensors[2] as tf.Tensor;
  const expected = build([m, n], (row, column) => sum(k, (i) => at(a, row, i) * at(b, i, column)));
  expect(distance({ shape: [m, n], values: [...product.dataSync()] }, expected)).toBeLessThan(1e-5);

  kernels.softmax(from, from, m, k);
  const row = a.values.slice(0, k).map(Math.exp);
  const weights = row.map((power) => power / row.reduce((x, y) => x + y));
  const received = [...(tensors[0] as tf.Tensor).dataSync()].slice(0, k);
  expect(distance({ shape: [k], values: received }, { shape: [k], values: weights })).toBeLessThan(3e-7);
});
