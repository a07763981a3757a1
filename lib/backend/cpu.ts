import * as tf from '@tensorflow/tfjs';
import { registerCpuKernels } from './kernels';
import { oncePerProcess } from './once';

/** The name under which TensorFlow.js knows this backend. */
const cpu = 'cpu';

/** Starts the backend in plain JavaScript, which works everywhere. */
export async function startCpu(): Promise<void> {
  await prepareCpu();
  await tf.setBackend(cpu);
}

/** Makes the cpu backend ready without choosing it: the other backends borrow some of its kernels. */
export function prepareCpu(): Promise<void> {
  return oncePerProcess(cpu, async () => {
    registerCpuKernels();
    greetSilently(tf.findBackend(cpu));
  });
}

/** The first tensor of the cpu backend prints a banner; `startBackend` makes that one while all is silent. */
function greetSilently(backend: tf.KernelBackend): void {
  backend.disposeData(backend.write(new Float32Array(1), [1], 'float32'));
}
