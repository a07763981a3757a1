/** The compiled kernels, running on the memory of the wasm backend: they work where its tensors are. */
import type * as tf from '@tensorflow/tfjs';
import { withRelaxedSimd, withSimd } from './binaries';

/** What this needs of WebAssembly; the types of Node have none of it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** The part of TensorFlow.js's wasm backend that the kernels use. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: { readonly buffer: ArrayBuffer } };
    readonly HEAPU8: Uint8Array;
    /** An address as a signed number, or 0 when there is no memory. */
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: tf.DataId): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): tf.TypedArray;
}

/** An address, a size or a flag. */
type Numbers = readonly (number | boolean)[];

/** The functions of `assembly/index.ts`; addresses are those of the backend's memory. */
export type Kernels = Readonly<Record<KernelName, (...args: Numbers) => void>>;

type KernelName =
  | 'matMul'
  | 'adam'
  | 'softmax'
  | 'softmaxGradient'
  | 'sumRows'
  | 'sumColumns'
  | ('sumProductRows' | 'sumProductColumns' | 'spread')
  | ('add' | 'subtract' | 'multiply' | 'divide' | 'larger' | 'smaller' | 'squaredDifference')
  | ('square' | 'cube' | 'squareRoot' | 'relu' | 'power' | 'choose')
  | ('reluGradient' | 'squareGradient' | 'squareRootGradient' | 'divisorGradient')
  | ('rearrange' | 'repeat' | 'gatherRows' | 'addRows');

type Exports = Kernels & { matMulSpace(): number };

/** The kernels for one backend. */
export interface FastModule {
  readonly kernels: Kernels;
  /** The address of working space for `matMul`. */
  readonly space: number;
}

let latest: { readonly backend: WasmBackend; readonly module: FastModule | undefined } | undefined;

/** The kernels on the memory of this backend, or undefined where the engine has no SIMD. */
export function fastModule(backend: WasmBackend): FastModule | undefined {
  if (latest?.backend !== backend) latest = { backend, module: instantiate(backend) };
  return latest.module;
}

function instantiate(backend: WasmBackend): FastModule | undefined {
  const bytes = bestBinary();
  if (!bytes) return undefined;
  const kernels = kernelsOn(backend.wasm.asm.memory, bytes);
  return { kernels, space: backend.wasm._malloc(kernels.matMulSpace()) };
}

/** Runs a binary on a memory. */
export function kernelsOn(memory: object, binary: Uint8Array): Exports {
  const module = new WebAssembly.Module(binary);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}

/**
 * Of the binaries that the engine understands the fastest. Node 20 has relaxed SIMD behind a flag only, which is for a
 * command to set (`lib/cli/engine.mjs`) and not for a library: it holds for all threads, in the middle of their work.
 */
function bestBinary(): Uint8Array | undefined {
  const binaries = [withRelaxedSimd, withSimd].map((text) => Buffer.from(text, 'base64'));
  return binaries.find((binary) => WebAssembly.validate(binary));
}

/** Where the numbers of a tensor begin. */
export function addressOf(backend: WasmBackend, info: tf.TensorInfo): number {
  return backend.dataIdMap.get(info.dataId).memoryOffset;
}
