import * as tf from '@tensorflow/tfjs';
import { prepareCpu } from '../cpu';
import { registerWasmKernels } from '../kernels';
import { oncePerProcess } from '../once';
import { registerCorrections } from './corrections';
import { registerFastKernels } from './fast';
import { registerFusedKernels } from './fast/gradients';
import type { WasmBackend } from './fast/module';
import { recycleMemory } from './fast/recycling';
import { keepDataOnHandles } from './fast/storage';
import { registerTransposedMatMul } from './matmul';

/** The name under which TensorFlow.js knows this backend. */
const wasm = 'wasm';

/**
 * Starts the WebAssembly backend, made right.
 *
 * @throws {Error} with a reason that goes on after "wasm"
 */
export async function startWasm(): Promise<void> {
  await prepareCpu();
  await oncePerProcess(wasm, async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    registerCorrections();
    registerTransposedMatMul();
    registerWasmKernels();
    registerFastKernels();
    await withoutNewListeners(() => tf.setBackend(wasm));
    keepDataOnHandles(tf.backend() as WasmBackend);
    recycleMemory(tf.backend() as WasmBackend);
    registerFusedKernels(tf.backend() as WasmBackend);
  });
  if (!(await tf.setBackend(wasm))) throw new Error('does not start');
}

/**
 * Emscripten's start-up code listens for uncaught errors of the whole process only to throw them again, which
 * hides where they came from. Those listeners are taken away.
 */
async function withoutNewListeners(start: () => Promise<unknown>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => process.rawListeners(event));
  await start();
  events.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.includes(listener)) process.off(event, listener as () => void);
    }
  });
}
