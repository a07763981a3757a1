import * as tf from '@tensorflow/tfjs';
import { sumToShape } from './broadcast';
import { float, reshaped, runKernel } from './run';

/** The shipped gradient fails when leading axes are broadcast, as in `[batch, seq, dModel] · [dModel, dFf]`. */
export const matMul: tf.GradConfig = {
  kernelName: tf.BatchMatMul,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attrs) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const slope = dy as tf.Tensor;
    const [transposeA, transposeB] = [attrs.transposeA === true, attrs.transposeB === true];
    return {
      a: () => {
        const full = transposeA ? product(b, slope, transposeB, true) : product(slope, b, false, !transposeB);
        return sumToShape(full, a.shape);
      },
      b: () => slopeOfRight(a, b, slope, { transposeA, transposeB }),
    };
  },
};

function slopeOfRight(
  a: tf.Tensor,
  b: tf.Tensor,
  slope: tf.Tensor,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): tf.Tensor {
  // One matrix for all rows: the sum over the batch is part of one large product.
  const shared = b.rank === 2 && !transposeA;
  const [x, dy] = shared ? [asRows(a), asRows(slope)] : [a, slope];
  const full = transposeB ? product(dy, x, true, transposeA) : product(x, dy, !transposeA, false);
  return sumToShape(full, b.shape);
}

function asRows(x: tf.Tensor): tf.Tensor {
  return reshaped(x, [tf.util.sizeFromShape(x.shape.slice(0, -1)), x.shape.at(-1) as number]);
}

function product(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  return runKernel(tf.BatchMatMul, { a: float(a), b: float(b) }, { transposeA, transposeB });
}
