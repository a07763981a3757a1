/** A loss with its gradients, for any nested record of parameters. */
import * as tf from '@tensorflow/tfjs';
import { abandonTape, recorder, tidyAwaited } from './awaited';
import { listTensors, type TensorsByPath } from './parameters';

/** What is said when a loss cannot be learned from. */
export const noGradient =
  'No parameter has a gradient: the loss does not follow from the parameters by TensorFlow.js operations. ' +
  'dataSync, arraySync and tf.tensor of their numbers cut the connection.';

/**
 * Computes a loss and its gradients with respect to all parameters. One at a time: see `awaited.ts`.
 *
 * @param params - a nested record of tensors; it is not changed
 * @param loss - makes a scalar (or a promise of one) from the parameters, by TensorFlow.js operations alone
 * @returns the loss as a number, and one gradient for each path such as `blocks.0.norm1.gain`: zeros where the
 *   loss does not depend on a parameter. The caller disposes the gradients.
 * @throws {RangeError} when the loss is not a scalar
 * @throws {Error} when no parameter has a gradient, and whatever `loss` throws
 */
export async function lossAndGradients<Params>(
  params: Params,
  loss: (params: Params) => tf.Scalar | Promise<tf.Scalar>,
): Promise<{ loss: number; gradients: TensorsByPath }> {
  const list = listTensors(params);
  return tidyAwaited(async () => {
    recorder().startTape();
    try {
      const value = scalar(await loss(params));
      const tensors = list.map(({ tensor }) => tensor);
      const { grads } = tf.engine().gradients(() => value, tensors, undefined, true);
      // The types of TensorFlow.js do not say that a gradient may be missing.
      const found = grads as (tf.Tensor | undefined)[];
      if (found.every((gradient) => !gradient)) throw new Error(noGradient);
      const gradients = list.map(({ path, tensor }, index) => [path, found[index] ?? tf.zerosLike(tensor)]);
      return { loss: value.dataSync()[0] ?? Number.NaN, gradients: Object.fromEntries(gradients) };
    } finally {
      abandonTape();
    }
  });
}

/** @throws {RangeError} when a loss is something else than one number in a tensor */
export function scalar(loss: tf.Scalar): tf.Scalar {
  if (loss instanceof tf.Tensor && loss.shape.length === 0) return loss;
  const received =
    loss instanceof tf.Tensor ? `a tensor of shape [${(loss as tf.Tensor).shape}]` : typeof loss;
  throw new RangeError(`Expected the loss to be a scalar, got ${received}`);
}
