/** Where the time of a training step goes: products of matrices, the other kernels, TensorFlow.js around them. */
import * as tf from '@tensorflow/tfjs';
import { flopsOf, type SpeedSize, type StepOptions, speedSizes } from '../../grader/speed';
import { fastModule, type Kernels, type WasmBackend } from '../../lib/backend/wasm/fast/module';
import { measureStep } from './training-step';

/** Milliseconds of one step, on average. */
export interface StepProfile {
  readonly size: SpeedSize;
  readonly products: number;
  readonly otherKernels: number;
  /** JavaScript: operations, scopes, the tape; and the few kernels that are not ours. */
  readonly rest: number;
  /** Floating-point operations in a second while products are computed. */
  readonly productSpeed: number;
}

/** Steps that V8 compiles in: they are not counted. */
const warmUp = 20;

/** Of a model so large that it does not get that far: its time is that of its products from the beginning. */
const fewSteps = 4;

/** In the process that measures: each of our kernels is timed, which makes a step a little longer. */
export async function measureProfile(size: SpeedSize, options: StepOptions): Promise<StepProfile> {
  let warm = 0;
  await measureStep('wasm', size, {
    steps: warmUp,
    budget: options.budget,
    onStep: (step) => (warm = step + 1),
  });
  const module = fastModule(tf.backend() as WasmBackend) as { kernels: Kernels };
  let [products, otherKernels, steps] = [0, 0, 0];
  let began = 0;
  const timed = (name: string, kernel: Kernels[keyof Kernels]): typeof kernel => {
    return (...args) => {
      const before = performance.now();
      kernel(...args);
      const took = performance.now() - before;
      if (name === 'matMul') products += took;
      else otherKernels += took;
    };
  };
  const entries = Object.entries(module.kernels).map(([name, kernel]) => [name, timed(name, kernel)]);
  module.kernels = Object.fromEntries(entries);
  const isLarge = warm < warmUp;
  const skipped = isLarge ? 1 : warmUp;
  const onStep = (step: number) => {
    if (step < skipped) [products, otherKernels, steps, began] = [0, 0, 0, performance.now()];
    else steps += 1;
  };
  const measured = isLarge ? { steps: fewSteps } : { ...options, steps: options.steps + warmUp };
  await measureStep('wasm', size, { ...measured, onStep });
  const all = (performance.now() - began) / steps;
  const each = { products: products / steps, otherKernels: otherKernels / steps };
  const productSpeed = flopsOf(speedSizes[size]) / (each.products / 1000);
  return { size, ...each, rest: all - each.products - each.otherKernels, productSpeed };
}
