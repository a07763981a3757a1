import * as tf from '@tensorflow/tfjs';
import { type Outline, outlineGradient } from '../outlines';
import { fused } from './fused';

/** Every term of a sum has the gradient of the sum; the shipped gradients multiply it by a tensor of ones. */
export const sum = outlineGradient(tf.Sum, ['x'], (dy, [x], attrs) => ({ x: () => spread(dy, x, attrs, 1) }));

/** Likewise, divided by the number of terms: before the gradient is spread, that is fewer divisions. */
export const mean = outlineGradient(tf.Mean, ['x'], (dy, [x], attrs) => ({
  x: () => spread(dy, x, attrs, x.size / dy.size),
}));

/** Divides the gradient, and repeats it along the axes that were summed over. */
function spread(dy: tf.Tensor, { shape, size }: Outline, attrs: tf.NamedAttrMap, divisor: number): tf.Tensor {
  if (size === 0) return tf.zeros(shape);
  const axes = tf.util.parseAxisParam(attrs.axis as number[], shape);
  return fused('spread', { x: dy }, { axes, shape, divisor }) ?? spreadPlainly(dy, axes, shape, divisor);
}

/** That by operations which every backend has. */
export function spreadPlainly(
  dy: tf.Tensor,
  axes: readonly number[],
  shape: number[],
  divisor: number,
): tf.Tensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const slope = divisor === 1 ? dy : dy.div(divisor);
  return slope.reshape(kept).broadcastTo(shape);
}
