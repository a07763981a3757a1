/** Copies that need none: two tensors share their numbers, which nothing changes. The backend counts who uses them. */
import type * as tf from '@tensorflow/tfjs';
import type { FastCall } from './register';

/** `clone`, which TensorFlow.js calls for every tensor that a gradient will need. */
export function identity({ inputs, backend }: FastCall): tf.TensorInfo {
  const { dataId, shape, dtype } = inputs.x as tf.TensorInfo;
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** `cast` to the type that a tensor has. */
export function cast(call: FastCall): tf.TensorInfo | undefined {
  return call.inputs.x?.dtype === call.attrs.dtype ? identity(call) : undefined;
}
