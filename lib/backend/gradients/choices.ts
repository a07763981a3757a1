/** Operations that choose: the choice itself has the gradient 0, what was chosen has that of the result. */
import * as tf from '@tensorflow/tfjs';
import { type Outline, outlineGradient } from '../outlines';
import { runKernel } from './run';

const zeros =
  ({ shape }: Outline) =>
  () =>
    tf.zeros(shape);

function withoutSlope(kernelName: string, ...inputNames: string[]): tf.GradConfig {
  return outlineGradient(kernelName, inputNames, (_dy, outlines) =>
    Object.fromEntries(inputNames.map((name, index) => [name, zeros(outlines[index] as Outline)])),
  );
}

/** Without these, `where(x.greater(0), x, 0)` has no gradient. */
export const comparisons: readonly tf.GradConfig[] = [
  ...[tf.Equal, tf.NotEqual, tf.Less, tf.LessEqual, tf.Greater, tf.GreaterEqual].map((kernelName) =>
    withoutSlope(kernelName, 'a', 'b'),
  ),
  ...[tf.LogicalAnd, tf.LogicalOr, tf.LogicalXor].map((kernelName) => withoutSlope(kernelName, 'a', 'b')),
  ...[tf.LogicalNot, tf.IsNan, tf.IsInf, tf.IsFinite].map((kernelName) => withoutSlope(kernelName, 'x')),
];

/** `where`: the shipped gradient multiplies by 0, which turns an infinite slope into NaN on the other side. */
export const select: tf.GradConfig = {
  kernelName: tf.Select,
  inputsToSave: ['condition'],
  gradFunc: (dy, saved) => {
    const [condition] = saved as [tf.Tensor];
    const slope = dy as tf.Tensor;
    return {
      condition: zeros(condition),
      t: () => choose(condition, slope, tf.zerosLike(slope)),
      e: () => choose(condition, tf.zerosLike(slope), slope),
    };
  },
};

/** `where` of tensors that have one shape already: the operation would broadcast all three. */
function choose(condition: tf.Tensor, t: tf.Tensor, e: tf.Tensor): tf.Tensor {
  return runKernel(tf.Select, { condition, t, e });
}

/** Rounding to int32 or bool is a staircase: flat, where the shipped gradient passes everything through. */
export const cast: tf.GradConfig = {
  kernelName: tf.Cast,
  gradFunc: (dy, _saved, attrs) => ({
    x: () => (attrs.dtype === 'float32' ? (dy as tf.Tensor) : tf.zeros((dy as tf.Tensor).shape)),
  }),
};
