/** Copies that need none: two tensors share their numbers, which nothing changes. The backend counts who uses them. */
import * as tf from '@tensorflow/tfjs';
import type { FastCall } from './register';

/** `clone`. */
export function identity({ inputs, backend }: FastCall): tf.TensorInfo {
  const { dataId, shape, dtype } = inputs.x as tf.TensorInfo;
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** `cast` to the type that a tensor has, and to bool. */
export function cast(call: FastCall): tf.TensorInfo | undefined {
  const { dtype } = call.inputs.x as tf.TensorInfo;
  if (dtype === call.attrs.dtype) return identity(call);
  return dtype === 'float32' && call.attrs.dtype === 'bool' ? toBool(call) : undefined;
}

/** A mask of 0 and 1, or of anything else: only 0 is false. */
function toBool({ inputs, backend }: FastCall): tf.TensorInfo {
  const x = inputs.x as tf.TensorInfo;
  const result = backend.makeOutput(x.shape, 'bool');
  const [numbers, flags] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(result)];
  for (let index = 0; index < flags.length; index += 1) flags[index] = numbers[index] === 0 ? 0 : 1;
  return result;
}

/** `reshape` to a shape whose sizes are all given. */
export function reshape({ inputs, attrs, backend }: FastCall): tf.TensorInfo | undefined {
  const { dataId, dtype, shape: before } = inputs.x as tf.TensorInfo;
  const shape = attrs.shape as number[];
  const size = tf.util.sizeFromShape(shape);
  if (size <= 0 || size !== tf.util.sizeFromShape(before) || shape.includes(-1)) return undefined;
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** The part of the engine that keeps tensors for the gradients; its types call it private. */
interface Saver {
  saveTensorsForBackwardMode(tensors: tf.Tensor[]): tf.Tensor[];
  makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor;
}

/**
 * Keeps a clone of every tensor that a gradient will need without calling a kernel for it: that is a quarter of
 * all kernel calls of a training step. On other backends it stays as it was.
 */
export function registerSaving(): void {
  const saver = tf.engine() as unknown as Saver;
  const usual = saver.saveTensorsForBackwardMode;
  saver.saveTensorsForBackwardMode = (tensors) => {
    // Within a gradient of a gradient, the tape has to know the clones.
    const isPlain = tf.getBackend() === 'wasm' && tf.engine().state.gradientDepth === 1;
    if (!isPlain) return usual.call(saver, tensors);
    return tensors.map(({ dataId, shape, dtype }) => {
      tf.backend().incRef(dataId);
      return tf.keep(saver.makeTensorFromTensorInfo({ dataId, shape, dtype }));
    });
  };
}
