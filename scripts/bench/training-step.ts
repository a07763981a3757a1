/** The training step that is measured, in the process that measures it. */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../lib/backend';
import { borrowedKernel } from '../../lib/backend/kernels/borrowed';
import { setKernel } from '../../lib/backend/registry';
import { initTransformer } from '../../lib/parameters';
import { disposeTensors, train } from '../../lib/training';
import { transformer } from '../../solutions/06-transformer';
import type { Size } from './sizes';
import { median } from './spread';

/** The median step, in ms: by the clock and, where that is known, of the processor. */
export interface StepTime {
  readonly clock: number;
  readonly processor?: number;
}

/** Steps until V8 has compiled everything, as a share. */
const warmUp = 1 / 3;

/** Starts what a step runs on: one of our backends, or wasm as TensorFlow.js ships it. */
async function start(subject: string): Promise<void> {
  tf.env().set('PROD', true);
  if (subject !== 'shipped') {
    await startBackend({ prefer: subject });
    return;
  }
  await import('@tensorflow/tfjs-backend-wasm');
  // The one kernel without which the gradient of `gather` fails.
  const kernelFunc = borrowedKernel(tf.UnsortedSegmentSum);
  setKernel({ kernelName: tf.UnsortedSegmentSum, backendName: 'wasm', kernelFunc });
  await tf.setBackend('wasm');
}

/** @param onStep - called after each step, for whoever wants to see more */
export async function measureStep(
  subject: string,
  size: Size,
  steps: number,
  onStep?: (step: number) => void,
): Promise<StepTime> {
  await start(subject);
  const params = initTransformer(size, 1);
  const [clock, processor]: [number[], number[]] = [[], []];
  let [before, used] = [performance.now(), process.cpuUsage()];
  const { params: trained } = await train({
    params,
    learningRate: 0.001,
    maxSteps: steps,
    nextBatch: (step) => batchOf(size, step),
    loss: (current, { inputs, targets }) => {
      const logits = transformer(current, inputs, size).reshape([-1, size.vocab]);
      return tf.losses.softmaxCrossEntropy(tf.oneHot(targets, size.vocab), logits);
    },
    onStep: (step) => {
      onStep?.(step);
      const { user, system } = process.cpuUsage(used);
      clock.push(performance.now() - before);
      processor.push((user + system) / 1000);
      [before, used] = [performance.now(), process.cpuUsage()];
    },
  });
  disposeTensors([params, trained]);
  const settled = Math.floor(steps * warmUp);
  return { clock: median(clock.slice(settled)), processor: median(processor.slice(settled)) };
}

function batchOf({ batch, seq, vocab }: Size, step: number) {
  const tokens = tf.randomUniform([batch, seq], 0, vocab, 'int32', step + 1) as tf.Tensor2D;
  return { inputs: tokens, targets: tokens.reverse(1).flatten() as tf.Tensor1D };
}
