import type * as tf from '@tensorflow/tfjs';
import { mapTensors } from '../../../lib/parameters';
import type { Matrix } from './oracle/matrix';
import type { Numbers } from './oracle/parameters';

/** The parameters as the oracle wants them: rows of numbers in the place of tensors. */
export function numbersOf<T>(params: T): Numbers<T> {
  return mapTensors<unknown>(params, (tensor) => tensor.arraySync() as unknown as tf.Tensor) as Numbers<T>;
}

/** The matrices of a tensor [..., rows, columns], in order: one for each item of the leading axes. */
export function matricesOf(x: tf.Tensor): Matrix[] {
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  return x.reshape<tf.Tensor3D>([-1, rows, columns]).arraySync();
}

/** Matrices as an expected tensor with these leading axes. */
export function stacked(leading: readonly number[], matrices: readonly Matrix[]) {
  const [rows, columns] = [matrices[0]?.length ?? 0, matrices[0]?.[0]?.length ?? 0];
  return { shape: [...leading, rows, columns], values: matrices.flat(2) };
}
