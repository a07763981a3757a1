/** Operations that put the elements of x somewhere else. */
import * as tf from '@tensorflow/tfjs';
import { noSlope, sumOfPicked } from './picks';

export const tensorScatterUpdate: tf.GradConfig = {
  kernelName: tf.TensorScatterUpdate,
  inputsToSave: ['indices', 'updates'],
  gradFunc: (dy, saved) => {
    const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
    const slope = dy as tf.Tensor;
    return {
      tensor: () => tf.tensorScatterUpdate(slope, indices, tf.zeros(updates.shape)),
      updates: () => tf.gatherND(slope, indices),
      indices: noSlope(indices),
    };
  },
};

/** The shipped gradient takes what was mirrored for padding. */
export const mirrorPad: tf.GradConfig = {
  kernelName: tf.MirrorPad,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const [x] = saved as [tf.Tensor];
    const { paddings, mode } = attrs as unknown as tf.MirrorPadAttrs;
    return {
      x: () => sumOfPicked(x, dy as tf.Tensor, (numbers) => tf.mirrorPad(numbers, paddings, mode)),
    };
  },
};

export const diag: tf.GradConfig = {
  kernelName: tf.Diag,
  inputsToSave: ['x'],
  gradFunc: (dy, saved) => {
    const [x] = saved as [tf.Tensor];
    const square = () => (dy as tf.Tensor).reshape([x.size, x.size]);
    return { x: () => square().mul(tf.eye(x.size)).sum(0).reshape(x.shape) };
  },
};
