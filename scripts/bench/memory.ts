/** Whether a long training keeps what it should have given back. */
import * as tf from '@tensorflow/tfjs';
import { measureStep } from './training-step';

/** What is in use after a number of steps. */
export interface InUse {
  readonly steps: number;
  readonly tensors: number;
  /** Of all tensors, in bytes. */
  readonly bytes: number;
  /** Of the memory of the backend, in MiB; it never becomes less. */
  readonly heap: number;
  /** Of the whole process, in MiB. */
  readonly process: number;
}

const mebibyte = 1024 * 1024;

/** Trains the small model and looks again and again. */
export async function measureMemory(steps: number, every = steps / 10): Promise<InUse[]> {
  const seen: InUse[] = [];
  const onStep = (step: number) => {
    if ((step + 1) % every !== 0) return;
    const { numTensors, numBytes } = tf.memory();
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    seen.push({
      steps: step + 1,
      tensors: numTensors,
      bytes: numBytes,
      heap: wasm.HEAPU8.length / mebibyte,
      process: Math.round(process.memoryUsage.rss() / mebibyte),
    });
  };
  await measureStep('wasm', 'SMALL', { steps, onStep });
  return seen;
}
