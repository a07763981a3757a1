/** Operations that change the shape alone, or nothing: the shipped gradients keep or make tensors for that. */
import * as tf from '@tensorflow/tfjs';
import { outlineGradient } from '../outlines';
import { reshaped } from './run';

const shapeChange = (kernelName: string, input: string) =>
  outlineGradient(kernelName, [input], (dy, [{ shape }]) => ({ [input]: () => reshaped(dy, shape) }));

export const reshape = shapeChange(tf.Reshape, 'x');
export const expandDims = shapeChange(tf.ExpandDims, 'input');

export const identity: tf.GradConfig = {
  kernelName: tf.Identity,
  gradFunc: (dy) => ({ x: () => dy as tf.Tensor }),
};
