/** Kernels that a backend may have for gradients alone: one in the place of several operations. */
import * as tf from '@tensorflow/tfjs';
import { kernelOf } from '../registry';
import { runKernel } from './run';

export type FusedKernel =
  /** `dy` and `x`: dy · 2x */
  | 'squareGradient'
  /** `dy` and `x`: dy / (2 √x) */
  | 'squareRootGradient'
  /** `dy` and `x`: dy where x is above 0 */
  | 'reluGradient'
  /** `dy` and `y`, the softmax along the last axis. */
  | 'softmaxGradient'
  /** `dy` and `x`: −dy / x² */
  | 'divisorGradient'
  /** `x`; `axes`, `shape`: minus the sum over the axes, in that shape */
  | 'negativeSum'
  /** `x` and `y` of one shape; `axes`, `shape`: the sum of the products over the axes, in that shape */
  | 'sumOfProducts'
  /** `x`; `axes`, `shape`, `divisor`: a tensor of that shape whose sum over the axes is x, times their size / divisor */
  | 'spread';

/**
 * Runs such a kernel.
 *
 * @returns undefined where the backend has none for these inputs, and while a tape is running: there the gradient itself
 *   has to be differentiable
 */
export function fused(
  kernelName: FusedKernel,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown> = {},
): tf.Tensor | undefined {
  const engine = tf.engine() as unknown as { isTapeOn(): boolean };
  if (engine.isTapeOn() || !kernelOf(kernelName, tf.getBackend())) return undefined;
  for (const name in inputs) {
    const { dtype, size } = inputs[name] as tf.Tensor;
    if (dtype !== 'float32' || size === 0) return undefined;
  }
  return runKernel(kernelName, inputs, attrs);
}
