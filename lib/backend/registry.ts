/** Kernels and gradients are replaced without the warning that TensorFlow.js has for a second registration. */
import * as tf from '@tensorflow/tfjs';

/** What a kernel is called with. */
export type KernelCall = Parameters<tf.KernelFunc>[0];

/** Registers a kernel, in the place of another one if there is one. */
export function setKernel(config: tf.KernelConfig): void {
  const { kernelName, backendName } = config;
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config);
}

/** Puts a function around a registered kernel; its set-up stays what it was. */
export function wrapKernel(
  kernelName: string,
  backendName: string,
  wrap: (kernel: tf.KernelFunc) => tf.KernelFunc,
): void {
  const shipped = tf.getKernel(kernelName, backendName);
  setKernel({ ...shipped, kernelFunc: wrap(shipped.kernelFunc) });
}

/** Registers a gradient, in the place of another one if there is one. */
export function setGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}
