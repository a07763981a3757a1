import type * as tf from '@tensorflow/tfjs';
import { type KernelCall, wrapKernel } from '../../registry';
import { type FastModule, fastModule, type WasmBackend } from './module';

/** A call of a kernel on the wasm backend, and the fast kernels. */
export interface FastCall extends FastModule {
  readonly inputs: KernelCall['inputs'];
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: WasmBackend;
}

/**
 * Puts a fast kernel before the usual one.
 *
 * @param fast - returns undefined for a call that it cannot do right; the usual kernel does that
 */
export function registerFast(kernelName: string, fast: (call: FastCall) => tf.TensorInfo | undefined): void {
  wrapKernel(kernelName, 'wasm', (usual) => (call) => {
    const backend = call.backend as WasmBackend;
    const module = fastModule(backend);
    if (!module) return usual(call);
    const { kernels, space } = module;
    return fast({ inputs: call.inputs, attrs: call.attrs ?? {}, backend, kernels, space }) ?? usual(call);
  });
}
