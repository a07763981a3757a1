import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../registry';

/**
 * A kernel for another backend that is the one of the cpu backend: the inputs are copied over, the outputs are
 * copied back. Slower than a kernel of the backend's own, and right.
 *
 * @param kernelName - a kernel that the cpu backend has by the time of the call
 */
export function borrowedKernel(kernelName: string): tf.KernelFunc {
  return (call) => {
    const backend = call.backend as tf.KernelBackend;
    const cpu = tf.findBackend('cpu');
    const inputs = lend(call.inputs, backend, cpu);
    try {
      const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
      const outputs = kernelFunc({ inputs, attrs: call.attrs ?? {}, backend: cpu });
      return Array.isArray(outputs)
        ? outputs.map((output) => take(output, cpu, backend))
        : take(outputs, cpu, backend);
    } finally {
      for (const input of Object.values(inputs)) if (input) cpu.disposeData(input.dataId);
    }
  };
}

/** Copies inputs to the cpu backend. Kernels such as Concat have an array of them instead of a record. */
function lend(inputs: KernelCall['inputs'], from: tf.KernelBackend, cpu: tf.KernelBackend) {
  const lendOne = (info: tf.TensorInfo | undefined) => info && copy(info, from, cpu);
  const lent = Array.isArray(inputs)
    ? inputs.map(lendOne)
    : Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, lendOne(info)]));
  return lent as KernelCall['inputs'];
}

/** Moves an output to the backend that borrowed. */
function take(output: tf.TensorInfo, cpu: tf.KernelBackend, to: tf.KernelBackend): tf.TensorInfo {
  const taken = copy(output, cpu, to);
  // Some kernels of cpu return a tensor that the engine counts, most return plain data.
  if (output instanceof tf.Tensor) output.dispose();
  else cpu.disposeData(output.dataId);
  return taken;
}

function copy(
  { dataId, shape, dtype }: tf.TensorInfo,
  from: tf.KernelBackend,
  to: tf.KernelBackend,
): tf.TensorInfo {
  const values = from.readSync(dataId);
  const written = dtype === 'string' ? values : tf.util.toTypedArray(values as tf.TypedArray, dtype);
  return { dataId: to.write(written, shape, dtype), shape, dtype };
}
