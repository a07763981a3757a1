import * as tf from '@tensorflow/tfjs';
import { type KernelCall, wrapKernel } from '../registry';

/**
 * Transposes before it multiplies: the shipped kernel has a fast path for plain operands alone, and every
 * gradient of `matMul` transposes one.
 */
export function registerTransposedMatMul(): void {
  wrapKernel(tf.BatchMatMul, 'wasm', (shipped) => (call) => {
    const { transposeA, transposeB } = call.attrs ?? {};
    if (!transposeA && !transposeB) return shipped(call);
    const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const inputs = { a: transposeA ? swapped(a, call) : a, b: transposeB ? swapped(b, call) : b };
    const product = shipped({ ...call, inputs, attrs: { transposeA: false, transposeB: false } });
    const backend = call.backend as tf.KernelBackend;
    if (transposeA) backend.disposeData(inputs.a.dataId);
    if (transposeB) backend.disposeData(inputs.b.dataId);
    return product;
  });
}

/** Exchanges the last two axes. The leading ones are taken as one: the kernel is fastest with few axes. */
function swapped(x: tf.TensorInfo, { backend }: KernelCall): tf.TensorInfo {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const batch = x.shape.slice(0, -2);
  const { kernelFunc } = tf.getKernel(tf.Transpose, 'wasm');
  const folded = { ...x, shape: [tf.util.sizeFromShape(batch), rows, columns] };
  const result = kernelFunc({ inputs: { x: folded }, attrs: { perm: [0, 2, 1] }, backend });
  return { ...(result as tf.TensorInfo), shape: [...batch, columns, rows] };
}
