import * as tf from '@tensorflow/tfjs';
import { parseEinsum } from '../kernels/einsum';

/** The gradient of `bsd,df->bsf` for its first tensor is `bsf,df->bsd`: an einsum with two terms exchanged. */
export const einsum: tf.GradConfig = {
  kernelName: tf.Einsum,
  saveAllInputs: true,
  gradFunc: (dy, tensors, attrs) => {
    const { terms, out } = parseEinsum(String(attrs.equation), tensors);
    const slopes = tensors.map((x, index) => () => {
      const others = terms.map((axes, other) => ({ axes, x: tensors[other] as tf.Tensor }));
      others.splice(index, 1, { axes: out, x: dy as tf.Tensor });
      return slopeOf(x, terms[index] ?? '', others);
    });
    return Object.fromEntries(slopes.entries());
  },
};

function slopeOf(
  x: tf.Tensor,
  axes: string,
  others: readonly { readonly axes: string; readonly x: tf.Tensor }[],
): tf.Tensor {
  const known = [...axes].filter((letter) => others.some((other) => other.axes.includes(letter)));
  const equation = `${others.map((other) => other.axes).join(',')}->${known.join('')}`;
  const slope = tf.einsum(equation, ...others.map((other) => other.x));
  // An axis that was only summed over has the same slope everywhere.
  const shape = x.shape.map((size, axis) => (known.includes(axes[axis] ?? '') ? size : 1));
  return slope.reshape(shape).broadcastTo(x.shape);
}
