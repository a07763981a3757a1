/** The training step that is measured, in the process that measures it. */
import * as tf from '@tensorflow/tfjs';
import { type SpeedSize, type StepOptions, type StepTime, speedSizes, timeStep } from '../../grader/speed';
import { startBackend } from '../../lib/backend';
import { borrowedKernel } from '../../lib/backend/kernels/borrowed';
import { setKernel } from '../../lib/backend/registry';
import { transformer } from '../../solutions/06-transformer';

/** @param subject - one of our backends, or `shipped`: wasm as TensorFlow.js has it */
export async function measureStep(subject: string, size: SpeedSize, options: StepOptions): Promise<StepTime> {
  tf.env().set('PROD', true);
  if (subject === 'shipped') await startShipped();
  else await startBackend({ prefer: subject });
  return timeStep(transformer, speedSizes[size], options);
}

/** Nothing of ours but the one kernel without which the gradient of `gather` fails. */
async function startShipped(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  const kernelFunc = borrowedKernel(tf.UnsortedSegmentSum);
  setKernel({ kernelName: tf.UnsortedSegmentSum, backendName: 'wasm', kernelFunc });
  await tf.setBackend('wasm');
}
