/** Gradients that are one kernel. */
import * as tf from '@tensorflow/tfjs';
import { setGradient, setKernel } from '../../registry';
import { apply } from './functions';
import { fastModule, type Kernels, type WasmBackend } from './module';
import type { FastCall } from './register';
import { softmaxGradient } from './softmax';

/** Registers them; they are used while the wasm backend is, and where nobody asks for the gradient of a gradient. */
export function registerFusedGradients(): void {
  registerSlope('reluGradient');
  registerSlope('squareGradient');
  setFusedKernel('softmaxGradient', softmaxGradient);
  fuse(tf.Relu, 'x', ([x], dy) => tf.engine().runKernel('reluGradient', { dy, x: x as tf.Tensor }));
  fuse(tf.Square, 'x', ([x], dy) => tf.engine().runKernel('squareGradient', { dy, x: x as tf.Tensor }));
  fuse(tf.Softmax, 'logits', ([y], dy) =>
    tf.engine().runKernel('softmaxGradient', { dy, y: y as tf.Tensor }),
  );
}

/** A kernel that makes the gradient of x from dy and x, element by element. */
function registerSlope(name: keyof Kernels): void {
  setFusedKernel(name, ({ inputs, backend, kernels }) => {
    const { dy, x } = inputs as { dy: tf.TensorInfo; x: tf.TensorInfo };
    return apply(name, [dy, x], backend, kernels) as tf.TensorInfo;
  });
}

function setFusedKernel(kernelName: string, run: (call: FastCall) => tf.TensorInfo): void {
  setKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const fast = fastModule(backend as WasmBackend);
      if (!fast) throw new Error(`${kernelName} needs an engine with SIMD`);
      return run({ ...fast, inputs, attrs: attrs ?? {}, backend: backend as WasmBackend });
    },
  });
}

/** Puts a fused gradient before the usual one. */
function fuse(
  kernelName: string,
  input: string,
  slope: (saved: tf.Tensor[], dy: tf.Tensor) => unknown,
): void {
  const usual = tf.getGradient(kernelName);
  setGradient({
    ...usual,
    gradFunc: (dy, saved, attrs) => {
      if (!isFast([dy as tf.Tensor, ...saved])) return usual.gradFunc(dy, saved, attrs);
      return { [input]: () => slope(saved, dy as tf.Tensor) as tf.Tensor };
    },
  });
}

/** While a tape is running, the gradient itself has to be differentiable. */
function isFast(tensors: readonly tf.Tensor[]): boolean {
  const { isTapeOn } = tf.engine() as unknown as { isTapeOn(): boolean };
  if (tf.getBackend() !== 'wasm' || isTapeOn.call(tf.engine())) return false;
  if (!fastModule(tf.backend() as WasmBackend)) return false;
  return tensors.every(({ dtype, shape }) => {
    return dtype === 'float32' && tf.util.arraysEqual(shape, tensors[0]?.shape ?? []);
  });
}
