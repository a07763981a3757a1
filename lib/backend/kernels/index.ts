/** Kernels that a backend lacks or has wrong, supplied where it is started. */
import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../registry';
import { registerNegativeAxes } from './axis';
import { registerBatchNorm } from './batch-norm';
import { borrowedKernel } from './borrowed';
import { registerConvolution } from './convolution';
import { registerEinsum } from './einsum';
import { registerMatMul } from './matmul';
import { registerMissing } from './missing';
import { registerSegmentSum } from './segment-sum';
import { registerSelect } from './select';

/** For cpu, whose shipped kernels are there from the start. */
export function registerCpuKernels(): void {
  registerMatMul('cpu');
  registerEinsum('cpu');
  registerNegativeAxes('cpu', [tf.Cumsum, tf.Cumprod]);
  registerSelect('cpu');
  registerBatchNorm('cpu');
  registerConvolution('cpu');
  registerSegmentSum();
}

/** For wasm, after its shipped kernels were corrected. */
export function registerWasmKernels(): void {
  registerMissing('wasm');
  registerMatMul('wasm');
  registerEinsum('wasm');
  registerNegativeAxes('wasm', [tf.Cumsum, tf.Cumprod]);
  registerSelect('wasm');
  registerBatchNorm('wasm');
  registerConvolution('wasm');
  registerSeededDraws('wasm');
}

/** For native, once it is loaded. A malformed einsum would otherwise end the whole process. */
export function registerNativeKernels(backendName: string): void {
  registerMissing(backendName);
  registerEinsum(backendName);
  registerNegativeAxes(backendName, [tf.GatherV2]);
  registerSelect(backendName);
  registerBatchNorm(backendName);
  registerSeededDraws(backendName);
}

/** One seed draws one text, on every backend; native ignores the seed. */
function registerSeededDraws(backendName: string): void {
  setKernel({ kernelName: tf.Multinomial, backendName, kernelFunc: borrowedKernel(tf.Multinomial) });
}
