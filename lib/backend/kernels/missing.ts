import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../registry';
import { borrowedKernel } from './borrowed';

/** Complex numbers and pictures cannot be copied from one backend to another. */
const outOfReach = new Set<string>([
  ...[tf.Complex, tf.ComplexAbs, tf.Real, tf.Imag, tf.FFT, tf.IFFT],
  ...[tf.FromPixels, tf.Draw],
]);

/** Registers every kernel that cpu has and this backend lacks. */
export function registerMissing(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, backendName) || outOfReach.has(kernelName)) continue;
    setKernel({ kernelName, backendName, kernelFunc: borrowedKernel(kernelName) });
  }
}
