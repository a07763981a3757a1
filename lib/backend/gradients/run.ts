import * as tf from '@tensorflow/tfjs';

/**
 * Runs a kernel whose inputs are known to fit, without the operation around it: the checks and the scope of that one take
 * as long as the kernel on a small model.
 */
export function runKernel(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: Readonly<Record<string, unknown>> = {},
): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;
}

/** What a gradient is multiplied by has to be float32 too. */
export const float = (x: tf.Tensor): tf.Tensor => (x.dtype === 'float32' ? x : x.cast('float32'));

/** As `x.reshape(shape)`, but the tensor itself where it has that shape. */
export function reshaped(x: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(x.shape, shape) ? x : runKernel(tf.Reshape, { x }, { shape });
}
