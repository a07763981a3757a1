/** The first calculation on a backend. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { proofProblem } from '../../lib/backend/proof';
import { setKernel, wrapKernel } from '../../lib/backend/registry';

beforeAll(() => startBackend({ prefer: 'cpu' }));

/** Adds 1 to what a kernel gives, where `when` says so. */
function spoil(kernelName: string, when: () => boolean = () => true): void {
  const usual = tf.getKernel(kernelName, 'cpu');
  wrapKernel(kernelName, 'cpu', (kernel) => (call) => {
    const result = kernel(call) as tf.TensorInfo;
    if (!when()) return result;
    const values = tf.engine().backend.readSync(result.dataId) as Float32Array;
    values.set(values.map((value) => value + 1));
    return result;
  });
  onTestFinished(() => setKernel(usual));
}

test('finds nothing where all is well, and leaves no tensor', () => {
  const before = tf.memory().numTensors;
  expect(proofProblem()).toBeUndefined();
  expect(tf.memory().numTensors).toBe(before);
});

test('tells of a wrong product', () => {
  spoil('BatchMatMul');
  expect(proofProblem()).toBe('gives a wrong matrix product: 20,23,44,51 instead of 19,22,43,50');
});

test('tells of a wrong gradient', () => {
  let calls = 0;
  spoil('BatchMatMul', () => ++calls > 2); // two products forward, then those of the gradient
  expect(proofProblem()).toBe(
    'gives a wrong gradient of a matrix product: 12,16,12,16 instead of 11,15,11,15',
  );
});
