/** Data that lies on the handles of tensors: those that were there before, those that move, and none left behind. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { startCpu } from '../../lib/backend/cpu';
import { startWasm } from '../../lib/backend/wasm/start';

await startCpu();
const earlier = tf.tensor1d([1, 2, 3]);
await startWasm();
afterAll(() => tf.setBackend('wasm'));

const inUse = () => ({ ...tf.memory(), kept: tf.backend().numDataIds() });

test('a tensor from before the backend was started can be used, and given back', async () => {
  expect(await earlier.add(1).data()).toEqual(Float32Array.of(2, 3, 4));
  expect(await earlier.data()).toEqual(Float32Array.of(1, 2, 3));
  const before = inUse();
  earlier.dispose();
  expect(inUse().numTensors).toBe(before.numTensors - 1);
  expect(inUse().numDataBuffers).toBe(before.numDataBuffers - 1);
  expect(() => earlier.dataSync()).toThrow('disposed');
});

test('a tensor moves to another backend and back', async () => {
  const x = tf.tensor1d([4, 5]);
  await tf.setBackend('cpu');
  expect(await x.mul(2).data()).toEqual(Float32Array.of(8, 10));
  await tf.setBackend('wasm');
  expect(await x.mul(3).data()).toEqual(Float32Array.of(12, 15));
  x.dispose();
});

test('nothing is left behind', () => {
  const before = inUse();
  tf.tidy(() => {
    tf.grad((x) => tf.softmax(x.square().reshape([2, 2])).sum())(tf.tensor1d([1, 2, 3, 4]));
  });
  const clones = [tf.tensor1d([1]), tf.tensor1d([2])].flatMap((x) => [x, x.clone(), x.reshape([1, 1])]);
  expect(inUse().numDataBuffers).toBe(before.numDataBuffers + 2);
  tf.dispose(clones);
  expect(inUse()).toEqual(before);
});
