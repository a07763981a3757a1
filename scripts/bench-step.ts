/**
 * How long a training step of the reference solution takes on wasm as TensorFlow.js ships it, on wasm with our
 * corrections, and with our kernels: `node lib/cli/run.mjs scripts/bench-step.ts [ROUNDS [SIZE]]`.
 *
 * Each figure comes from processes of its own, in turns; the median step of each, then the median over rounds.
 */
import { execFileSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { prepareCpu } from '../lib/backend/cpu';
import { registerGradients } from '../lib/backend/gradients';
import { registerWasmKernels } from '../lib/backend/kernels';
import { borrowedKernel } from '../lib/backend/kernels/borrowed';
import { setKernel } from '../lib/backend/registry';
import { registerCorrections } from '../lib/backend/wasm/corrections';
import { registerTransposedMatMul } from '../lib/backend/wasm/matmul';
import { startWasm } from '../lib/backend/wasm/start';
import { initTransformer, type TransformerConfig } from '../lib/parameters';
import { disposeTensors, train } from '../lib/training';
import { transformer } from '../solutions/06-transformer';

const sizes: Record<string, TransformerConfig & { readonly batch: number }> = {
  SMALL: { vocab: 10, seq: 11, dModel: 32, heads: 2, dFf: 128, layers: 2, batch: 32 },
  BIG: { vocab: 10, seq: 15, dModel: 64, heads: 4, dFf: 256, layers: 2, batch: 64 },
};

/** What a training step runs on. */
const subjects: Record<string, () => Promise<void>> = {
  shipped: startShipped,
  corrected: startCorrected,
  fast: async () => {
    await startWasm();
    registerGradients();
  },
};

/** Nothing but the one kernel without which the gradient of `gather` fails. */
async function startShipped(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  setKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName: 'wasm',
    kernelFunc: borrowedKernel(tf.UnsortedSegmentSum),
  });
  await tf.setBackend('wasm');
}

/** All of lib/backend except the fast kernels. */
async function startCorrected(): Promise<void> {
  await prepareCpu();
  await import('@tensorflow/tfjs-backend-wasm');
  registerCorrections();
  registerTransposedMatMul();
  registerWasmKernels();
  await tf.setBackend('wasm');
  registerGradients();
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Milliseconds of the median step: by the clock, and of the processor. */
async function measure(
  subject: string,
  size: string,
  steps: number,
): Promise<{ clock: number; cpu: number }> {
  tf.env().set('PROD', true);
  await subjects[subject]?.();
  const config = sizes[size] as TransformerConfig & { batch: number };
  const params = initTransformer(config, 1);
  const clock: number[] = [];
  const cpu: number[] = [];
  let [before, used] = [performance.now(), process.cpuUsage()];
  const { params: trained } = await train({
    params,
    learningRate: 0.005,
    maxSteps: steps,
    nextBatch: (step) => batchOf(config, step),
    loss: (current, { inputs, targets }) => {
      const logits = transformer(current, inputs, config);
      const chosen = tf.oneHot(targets, config.vocab);
      return tf.losses.softmaxCrossEntropy(chosen, logits.reshape([-1, config.vocab]));
    },
    onStep: () => {
      clock.push(performance.now() - before);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
      [before, used] = [performance.now(), process.cpuUsage()];
    },
  });
  disposeTensors([params, trained]);
  const settled = Math.floor(steps / 3); // until then V8 still compiles
  return { clock: median(clock.slice(settled)), cpu: median(cpu.slice(settled)) };
}

function batchOf({ batch, seq, vocab }: TransformerConfig & { batch: number }, step: number) {
  const tokens = tf.randomUniform([batch, seq], 0, vocab, 'int32', step + 1) as tf.Tensor2D;
  return { inputs: tokens, targets: tokens.reverse(1).flatten() as tf.Tensor1D };
}

/** Milliseconds for each subject: one process each in turn, `rounds` times. */
function compare(size: string, rounds: number): void {
  const times = new Map(
    Object.keys(subjects).map((subject) => [subject, [] as { clock: number; cpu: number }[]]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [subject, all] of times) {
      const steps = subject === 'fast' ? 60 : 15;
      const child = [...process.execArgv, process.argv[1] as string, 'measure', subject, size, `${steps}`];
      all.push(JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' })));
    }
  }
  const shipped = median((times.get('shipped') ?? []).map(({ cpu }) => cpu));
  for (const [subject, all] of times) {
    const [clock, cpu] = [median(all.map((one) => one.clock)), median(all.map((one) => one.cpu))];
    const ratio = (shipped / cpu).toFixed(1);
    console.log(
      `${size} ${subject}: ${clock.toFixed(1)} ms, ${cpu.toFixed(1)} ms of the processor, ${ratio} ×`,
    );
  }
}

const [what, subject = '', size = '', steps = ''] = process.argv.slice(2);
if (what === 'measure') console.log(JSON.stringify(await measure(subject, size, Number(steps))));
else for (const name of subject ? [subject] : Object.keys(sizes)) compare(name, Number(what ?? 3));
