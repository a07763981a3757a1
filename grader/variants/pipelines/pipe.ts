import type * as tf from '@tensorflow/tfjs';

export type Step = (x: tf.Tensor3D) => tf.Tensor3D;
export const pipe =
  (...steps: Step[]): Step =>
  (x) =>
    steps.reduce((value, step) => step(value), x);
