/** How long a training step takes: the same models and the same step wherever speed is measured. */
import * as tf from '@tensorflow/tfjs';
import { initTransformer, type TransformerConfig, type TransformerParams } from '../lib/parameters';
import { median } from '../lib/statistics/middle';
import { disposeTensors, train } from '../lib/training';

/** A model, and how many sequences it learns from at once. */
export type SpeedConfig = TransformerConfig & { readonly batch: number };

/** From the reversal's model, of 26 thousand parameters, to one of 5 million. */
export const speedSizes = {
  SMALL: { vocab: 10, seq: 11, dModel: 32, heads: 2, dFf: 128, layers: 2, batch: 32 },
  BIG: { vocab: 10, seq: 15, dModel: 64, heads: 4, dFf: 256, layers: 2, batch: 64 },
  '250K': { vocab: 80, seq: 32, dModel: 96, heads: 4, dFf: 384, layers: 2, batch: 16 },
  '500K': { vocab: 80, seq: 64, dModel: 128, heads: 4, dFf: 512, layers: 3, batch: 16 },
  '1M': { vocab: 80, seq: 64, dModel: 128, heads: 4, dFf: 512, layers: 5, batch: 16 },
  '5M': { vocab: 80, seq: 64, dModel: 256, heads: 8, dFf: 1024, layers: 6, batch: 16 },
} as const satisfies Record<string, SpeedConfig>;

export type SpeedSize = keyof typeof speedSizes;

/** Milliseconds of a step: the median by the clock, and of the processor on average; NaN after very few steps. */
export interface StepTime {
  readonly clock: number;
  readonly processor: number;
}

export interface StepOptions {
  /** At most so many, */
  readonly steps: number;
  /** and none begins later than this, in ms. */
  readonly budget?: number | undefined;
  /** Called after each step, for whoever wants to see more. */
  readonly onStep?: ((step: number) => void) | undefined;
}

/**
 * Trains a model on the backend in use.
 *
 * @param transformer - logits [batch, seq, vocab] from the parameters and the tokens
 * @returns the median step, without the first third, in which V8 still compiles
 */
export async function timeStep(
  transformer: (params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig) => tf.Tensor,
  config: SpeedConfig,
  { steps, budget = Number.POSITIVE_INFINITY, onStep }: StepOptions,
): Promise<StepTime> {
  const params = initTransformer(config, 1);
  const clock: number[] = [];
  const processor: number[] = [];
  const deadline = performance.now() + budget;
  let before = performance.now();
  const { params: trained } = await train({
    params,
    learningRate: 0.005,
    maxSteps: steps,
    stop: () => performance.now() > deadline,
    nextBatch: (step) => batchOf(config, step),
    loss: (current, { inputs, targets }) => {
      const logits = transformer(current, inputs, config);
      const chosen = tf.oneHot(targets, config.vocab);
      return tf.losses.softmaxCrossEntropy(chosen, logits.reshape([-1, config.vocab]));
    },
    onStep: (step) => {
      onStep?.(step);
      clock.push(performance.now() - before);
      if (step % processorEvery === 0) processor.push(processorTime());
      before = performance.now();
    },
  });
  disposeTensors([params, trained]);
  return { clock: median(settled(clock)) ?? Number.NaN, processor: meanStep(settled(processor)) };
}

/** Steps between two looks at the processor's time, which cost as much as some percent of a short step. */
const processorEvery = 5;

/** In ms. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The last two thirds. */
const settled = (values: readonly number[]): readonly number[] => values.slice(Math.floor(values.length / 3));

/** From the first look to the last one. */
function meanStep(looks: readonly number[]): number {
  const [first, last] = [looks[0] ?? Number.NaN, looks.at(-1) ?? Number.NaN];
  return (last - first) / ((looks.length - 1) * processorEvery);
}

function batchOf({ batch, seq, vocab }: SpeedConfig, step: number) {
  return tf.tidy(() => {
    const inputs = tf.randomUniform([batch, seq], 0, vocab, 'int32', step + 1) as tf.Tensor2D;
    return { inputs, targets: inputs.reverse(1).flatten() as tf.Tensor1D };
  });
}

/**
 * Floating-point operations of a step in products of matrices: those of the forward pass, and twice as many for the
 * gradients.
 */
export function flopsOf({ vocab, seq, dModel, dFf, layers, batch }: SpeedConfig): number {
  const projections = 2 * (4 * dModel ** 2 + 2 * dModel * dFf);
  const attention = 2 * 2 * seq * dModel;
  return 3 * batch * seq * (layers * (projections + attention) + 2 * dModel * vocab);
}
