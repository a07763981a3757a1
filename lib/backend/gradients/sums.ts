import * as tf from '@tensorflow/tfjs';
import { type Outline, outlineGradient } from '../outlines';

/** Every term of a sum has the gradient of the sum; the shipped gradients multiply it by a tensor of ones. */
export const sum = outlineGradient(tf.Sum, ['x'], (dy, [x], attrs) => ({ x: () => spread(dy, x, attrs) }));

/** Likewise, divided by the number of terms: before the gradient is spread, that is fewer divisions. */
export const mean = outlineGradient(tf.Mean, ['x'], (dy, [x], attrs) => ({
  x: () => spread(dy.div(x.size / dy.size), x, attrs),
}));

/** Repeats the gradient along the axes that were summed over. */
function spread(dy: tf.Tensor, { shape, size }: Outline, attrs: tf.NamedAttrMap): tf.Tensor {
  if (size === 0) return tf.zeros(shape);
  const axes = tf.util.parseAxisParam(attrs.axis as number[], shape);
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return (tf.util.arraysEqual(dy.shape, kept) ? dy : dy.reshape(kept)).broadcastTo(shape);
}
