import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../registry';
import { borrowedKernel } from './borrowed';

/** Complex numbers and pictures cannot be copied from one backend to another: an error says so. */
const outOfReach = new Set<string>([
  ...[tf.Complex, tf.ComplexAbs, tf.Real, tf.Imag, tf.FFT, tf.IFFT],
  ...[tf.FromPixels, tf.Draw],
]);

/** Registers every kernel that cpu has and this backend lacks. */
export function registerMissing(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, backendName)) continue;
    const kernelFunc = outOfReach.has(kernelName) ? refusal(kernelName) : borrowedKernel(kernelName);
    setKernel({ kernelName, backendName, kernelFunc });
  }
}

function refusal(kernelName: string): tf.KernelFunc {
  return () => {
    throw new Error(
      `${kernelName} works on the cpu backend alone (TRANSFORMER_BACKEND=cpu). ` +
        'Here keep real and imaginary parts in two tensors, and pictures in arrays of numbers',
    );
  };
}
