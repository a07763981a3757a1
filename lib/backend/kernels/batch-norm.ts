import * as tf from '@tensorflow/tfjs';
import { wrapKernel } from '../registry';

/**
 * Fills in scale 1 and offset 0 where `batchNorm` is called without them, as `tf.layers.layerNormalization`
 * may do: TensorFlow.js forgets that they can be missing when it records the call for a gradient.
 */
export function registerBatchNorm(backendName: string): void {
  wrapKernel(tf.FusedBatchNorm, backendName, (shipped) => (call) => {
    const inputs = call.inputs as { mean: tf.Tensor; scale?: tf.Tensor; offset?: tf.Tensor };
    // In the caller's own record: that is what the tape reads after the call.
    inputs.scale ??= tf.onesLike(inputs.mean);
    inputs.offset ??= tf.zerosLike(inputs.mean);
    return shipped(call);
  });
}
