/** Functions of one tensor: the shipped gradients, where the backend has no kernel for them. */
import * as tf from '@tensorflow/tfjs';
import { fused } from './fused';

function unlessFused(
  kernelName: string,
  input: string,
  slope: (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor | undefined,
): tf.GradConfig {
  const shipped = tf.getGradient(kernelName);
  return {
    ...shipped,
    gradFunc: (dy, saved, attrs) => {
      const usual = () => shipped.gradFunc(dy, saved, attrs)[input]?.() as tf.Tensor;
      return { [input]: () => slope(dy as tf.Tensor, saved[0] as tf.Tensor) ?? usual() };
    },
  };
}

export const square = unlessFused(tf.Square, 'x', (dy, x) => fused('squareGradient', { dy, x }));
export const squareRoot = unlessFused(tf.Sqrt, 'x', (dy, x) => fused('squareRootGradient', { dy, x }));
export const relu = unlessFused(tf.Relu, 'x', (dy, x) => fused('reluGradient', { dy, x }));
export const softmax = unlessFused(tf.Softmax, 'logits', (dy, y) => fused('softmaxGradient', { dy, y }));
