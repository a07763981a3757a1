// Every function of the language-model track is async.
import type * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../lib/gradients';
import type { AdamOptions, AdamState, Evaluation, Schedule } from '../lib/optimisation';
import {
  byPath,
  type TensorsByPath,
  type TransformerConfig,
  type TransformerParams,
  withTensors,
} from '../lib/parameters';
import type { TokenBatch } from '../lib/text';
import { transformer } from './06-transformer';
import { crossEntropy, perplexity } from './08-bigram';

export async function learningRate(step: number, schedule: Schedule): Promise<number> {
  const { peak, warmup, steps, floor = 0 } = schedule;
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const share = Math.min(1, (step - warmup) / (steps - warmup));
  return floor + ((peak - floor) * (1 + Math.cos(Math.PI * share))) / 2;
}

export async function adamStep(
  params: TensorsByPath,
  gradients: TensorsByPath,
  options: AdamOptions & { readonly state: AdamState },
): Promise<{ params: TensorsByPath; state: AdamState }> {
  const { state, learningRate: rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const step = state.step + 1;
  const each = (compute: (path: string) => tf.Tensor): TensorsByPath =>
    Object.fromEntries(Object.keys(params).map((path) => [path, compute(path)]));
  const at = (tensors: TensorsByPath, path: string) => tensors[path] as tf.Tensor;
  const blend = (beta: number, old: tf.Tensor, now: tf.Tensor) => old.mul(beta).add(now.mul(1 - beta));
  const mean = each((path) => blend(beta1, at(state.mean, path), at(gradients, path)));
  const square = each((path) => blend(beta2, at(state.square, path), at(gradients, path).square()));
  const changed = each((path) => {
    const direction = at(mean, path).div(1 - beta1 ** step);
    const size = at(square, path)
      .div(1 - beta2 ** step)
      .sqrt();
    return at(params, path).sub(direction.div(size.add(epsilon)).mul(rate));
  });
  return { params: changed, state: { step, mean, square } };
}

export async function trainingStep(
  model: { readonly params: TransformerParams; readonly adam: AdamState },
  batch: TokenBatch,
  options: { readonly config: TransformerConfig; readonly learningRate: number },
): Promise<{ loss: number; params: TransformerParams; adam: AdamState }> {
  const { loss, gradients } = await lossAndGradients(model.params, async (params) =>
    crossEntropy(await transformer(params, batch.inputs, options.config), batch.targets),
  );
  const { params, state } = await adamStep(byPath(model.params), gradients, {
    state: model.adam,
    learningRate: options.learningRate,
  });
  return { loss, params: withTensors(model.params, params), adam: state };
}

export async function evaluate(logits: tf.Tensor3D, targets: tf.Tensor2D): Promise<Evaluation> {
  const [loss = Number.NaN] = (await crossEntropy(logits, targets)).dataSync();
  const [accuracy = Number.NaN] = logits.argMax(-1).equal(targets).cast('float32').mean().dataSync();
  return { loss, perplexity: await perplexity(loss), accuracy };
}

export async function shouldStop(losses: readonly number[], patience: number): Promise<boolean> {
  const best = losses.indexOf(Math.min(...losses));
  return losses.length - 1 - best >= patience;
}
