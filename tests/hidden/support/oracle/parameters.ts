import type * as tf from '@tensorflow/tfjs';
import type { Matrix, Vector } from './matrix';

/** The same record with rows of numbers in the place of tensors. */
export type Numbers<T> = T extends tf.Tensor1D
  ? Vector
  : T extends tf.Tensor2D
    ? Matrix
    : { readonly [Name in keyof T]: Numbers<T[Name]> };
