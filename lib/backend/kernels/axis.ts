import * as tf from '@tensorflow/tfjs';
import { wrapKernel } from '../registry';

/**
 * Counts a negative axis from the end before the shipped kernel sees it: `cumsum` and `cumprod` of cpu and wasm
 * read out of bounds there, and native's `gather` refuses every index.
 */
export function registerNegativeAxes(backendName: string, kernelNames: readonly string[]): void {
  for (const kernelName of kernelNames) {
    wrapKernel(kernelName, backendName, (shipped) => (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const [axis = 0] = tf.util.parseAxisParam(call.attrs?.axis as number, x.shape);
      return shipped({ ...call, attrs: { ...call.attrs, axis } });
    });
  }
}
