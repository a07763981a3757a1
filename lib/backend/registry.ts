/** Kernels and gradients are replaced without the warning that TensorFlow.js has for a second registration. */
import * as tf from '@tensorflow/tfjs';

/** What a kernel is called with. */
export type KernelCall = Parameters<tf.KernelFunc>[0];

/** Where TensorFlow.js keeps all kernels, by backend and name in one word. */
const kernels = (
  globalThis as unknown as { readonly _tfGlobals: ReadonlyMap<string, ReadonlyMap<string, tf.KernelConfig>> }
)._tfGlobals.get('kernelRegistry');

const words = new Map<string, string>();
let backendOfWords = '';

/** As `tf.getKernel`, which puts that word together at every call: 4% of a step of a small model. */
export function kernelOf(kernelName: string, backendName: string): tf.KernelConfig | undefined {
  if (backendName !== backendOfWords) words.clear();
  backendOfWords = backendName;
  let word = words.get(kernelName);
  if (word === undefined) {
    word = `${backendName}_${kernelName}`;
    words.set(kernelName, word);
  }
  return kernels?.get(word);
}

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
