import * as tf from '@tensorflow/tfjs';
import { type KernelCall, wrapKernel } from '../registry';

/**
 * Makes the broadcasting of `matMul` right: the shipped kernels take "batch index modulo the number of batches",
 * which fails for leading axes such as [2, 3] × [2, 1], and return half of the result for [2, 1] × [1, 2].
 */
export function registerMatMul(backendName: string): void {
  wrapKernel(tf.BatchMatMul, backendName, (shipped) => (call) => {
    const { a, b } = call.inputs as { a: tf.Tensor; b: tf.Tensor };
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    if (tf.util.arraysEqual(batchA, batchB)) return shipped(call);
    if (sharesOneMatrix(a, b, call)) return tf.tidy(() => multiplyRows(a, b, call));
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    const expand = (x: tf.Tensor) => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
    return tf.tidy(() => shipped({ ...call, inputs: { a: expand(a), b: expand(b) } }) as tf.Tensor);
  });
}

/** `[batch, seq, dModel] · [dModel, dFf]`: all rows meet the same matrix. */
function sharesOneMatrix(a: tf.Tensor, b: tf.Tensor, { attrs }: KernelCall): boolean {
  return a.rank >= b.rank && b.shape.slice(0, -2).every((size) => size === 1) && !attrs?.transposeA;
}

/** One large product instead of many small ones. */
function multiplyRows(a: tf.Tensor, b: tf.Tensor, { attrs }: KernelCall): tf.Tensor {
  const [from, batch] = [a.shape.at(-1) as number, a.shape.slice(0, -1)];
  const rows = a.reshape([tf.util.sizeFromShape(batch), from]);
  const matrix = b.reshape(b.shape.slice(-2));
  const product = tf.matMul(rows, matrix, false, attrs?.transposeB === true);
  return product.reshape([...batch, product.shape[1] as number]);
}
