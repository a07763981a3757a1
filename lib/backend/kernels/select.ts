import * as tf from '@tensorflow/tfjs';
import { wrapKernel } from '../registry';

/**
 * Brings both sides of `where` to one type first, as in `where(mask, counts, -1e9)`: wasm reads the bits of the
 * second side as the type of the first, native refuses.
 */
export function registerSelect(backendName: string): void {
  wrapKernel(tf.Select, backendName, (shipped) => (call) => {
    const { t, e } = call.inputs as { t: tf.Tensor; e: tf.Tensor };
    if (t.dtype === e.dtype) return shipped(call);
    const dtype = tf.upcastType(t.dtype, e.dtype);
    return tf.tidy(() => {
      const inputs = { ...call.inputs, t: t.cast(dtype), e: e.cast(dtype) };
      return shipped({ ...call, inputs }) as tf.Tensor;
    });
  });
}
