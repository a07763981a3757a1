/** The kernels that gradients ask for (`lib/backend/gradients/fused.ts`). */
import * as tf from '@tensorflow/tfjs';
import type { FusedKernel } from '../../gradients/fused';
import { spreadPlainly } from '../../gradients/sums';
import { setKernel } from '../../registry';
import { reductionOf } from './axes';
import { apply } from './functions';
import { addressOf, type FastModule, fastModule, type Kernels, type WasmBackend } from './module';
import type { FastCall } from './register';
import { softmaxGradient } from './softmax';

/** Registers them, for a backend that has started; without SIMD there are none. */
export function registerFusedKernels(backend: WasmBackend): void {
  const module = fastModule(backend);
  if (!module) return;
  register('squareGradient', slope('squareGradient'), module);
  register('squareRootGradient', slope('squareRootGradient'), module);
  register('reluGradient', slope('reluGradient'), module);
  register('divisorGradient', slope('divisorGradient'), module);
  register('softmaxGradient', softmaxGradient, module);
  register('negativeSum', negativeSum, module);
  register('sumOfProducts', sumOfProducts, module);
  register('spread', spread, module);
}

function register(kernelName: FusedKernel, run: (call: FastCall) => tf.TensorInfo, module: FastModule): void {
  setKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { kernels, space } = module; // looked up here: whoever measures puts others in their place
      return run({ inputs, attrs: attrs ?? {}, backend: backend as WasmBackend, kernels, space });
    },
  });
}

/** A kernel that makes the gradient of x from dy and x, element by element. */
function slope(name: keyof Kernels): (call: FastCall) => tf.TensorInfo {
  return ({ inputs, backend, kernels }) => {
    const { dy, x } = inputs as { dy: tf.TensorInfo; x: tf.TensorInfo };
    return apply(name, [dy, x], backend, kernels) as tf.TensorInfo;
  };
}

/** What is summed, or spread, over, and the shape of the result. */
interface Axes {
  readonly axes: number[];
  readonly shape: number[];
}

function negativeSum({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo {
  const x = inputs.x as tf.Tensor;
  const { axes, shape } = attrs as unknown as Axes;
  const reduction = reductionOf(x.shape, axes);
  if (!reduction) return tf.tidy(() => x.sum(axes).neg().reshape(shape));
  const { before, summed, behind } = reduction;
  const result = backend.makeOutput(shape, 'float32');
  const [from, to] = [addressOf(backend, x), addressOf(backend, result)];
  if (behind === 1) kernels.sumRows(from, to, before, summed, -1);
  else kernels.sumColumns(from, to, before, summed, behind, -1);
  return result;
}

function sumOfProducts({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo {
  const { x, y } = inputs as { x: tf.Tensor; y: tf.Tensor };
  const { axes, shape } = attrs as unknown as Axes;
  const reduction = reductionOf(x.shape, axes);
  if (!reduction) return tf.tidy(() => x.mul(y).sum(axes).reshape(shape));
  const { before, summed, behind } = reduction;
  const result = backend.makeOutput(shape, 'float32');
  const [first, second, to] = [addressOf(backend, x), addressOf(backend, y), addressOf(backend, result)];
  if (behind === 1) kernels.sumProductRows(first, second, to, before, summed);
  else kernels.sumProductColumns(first, second, to, before, summed, behind);
  return result;
}

function spread({ inputs, attrs, backend, kernels }: FastCall): tf.TensorInfo {
  const x = inputs.x as tf.Tensor;
  const { axes, shape, divisor } = attrs as unknown as Axes & { readonly divisor: number };
  const reduction = reductionOf(shape, axes);
  if (!reduction) return tf.tidy(() => spreadPlainly(x, axes, shape, divisor));
  const { before, summed, behind } = reduction;
  const result = backend.makeOutput(shape, 'float32');
  kernels.spread(addressOf(backend, x), addressOf(backend, result), before, summed, behind, divisor);
  return result;
}
