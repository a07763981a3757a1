import * as tf from '@tensorflow/tfjs';

/** Every term of a sum has the gradient of the sum; the shipped gradients multiply it by a tensor of ones. */
export const sum: tf.GradConfig = {
  kernelName: tf.Sum,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => ({ x: () => spread(dy as tf.Tensor, saved, attrs) }),
};

/** Likewise, divided by the number of terms: before the gradient is spread, that is fewer divisions. */
export const mean: tf.GradConfig = {
  kernelName: tf.Mean,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const slope = dy as tf.Tensor;
    const terms = (saved[0] as tf.Tensor).size / slope.size;
    return { x: () => spread(slope.div(terms), saved, attrs) };
  },
};

/** Repeats the gradient along the axes that were summed over. */
function spread(dy: tf.Tensor, saved: readonly tf.Tensor[], attrs: tf.NamedAttrMap): tf.Tensor {
  const { shape, size } = saved[0] as tf.Tensor;
  if (size === 0) return tf.zeros(shape);
  const axes = tf.util.parseAxisParam(attrs.axis as number[], shape);
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return (tf.util.arraysEqual(dy.shape, kept) ? dy : dy.reshape(kept)).broadcastTo(shape);
}
