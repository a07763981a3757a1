/** Operations that change the shape alone, or nothing: the shipped gradients keep or make tensors for that. */
import * as tf from '@tensorflow/tfjs';
import { outlineGradient } from '../outlines';

const reshaped = (kernelName: string, input: string) =>
  outlineGradient(kernelName, [input], (dy, [{ shape }]) => ({ [input]: () => dy.reshape(shape) }));

export const reshape = reshaped(tf.Reshape, 'x');
export const expandDims = reshaped(tf.ExpandDims, 'input');

export const identity: tf.GradConfig = {
  kernelName: tf.Identity,
  gradFunc: (dy) => ({ x: () => dy as tf.Tensor }),
};
