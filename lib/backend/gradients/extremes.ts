import * as tf from '@tensorflow/tfjs';
import { sumToShape } from './broadcast';

/** The shipped gradients forget that the operands may have been broadcast. Of two equal numbers the first one counts. */
function extreme(kernelName: string, isFirst: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const first = () => isFirst(a, b).cast('float32');
      return {
        a: () => sumToShape(first().mul(dy as tf.Tensor), a.shape),
        b: () => sumToShape(tf.sub(1, first()).mul(dy as tf.Tensor), b.shape),
      };
    },
  };
}

export const maximum = extreme(tf.Maximum, tf.greaterEqual);
export const minimum = extreme(tf.Minimum, tf.lessEqual);
