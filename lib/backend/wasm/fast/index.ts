/** Fast kernels of our own, each before the usual one and only for the calls that it does right. */
import * as tf from '@tensorflow/tfjs';
import { matMul } from './matmul';
import { registerFast } from './register';

/** Registers all of them, after all other kernels of the wasm backend. */
export function registerFastKernels(): void {
  registerFast(tf.BatchMatMul, matMul);
}
