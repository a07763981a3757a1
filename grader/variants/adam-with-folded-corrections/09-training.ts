// Both corrections of Adam folded into the step size, as section 2 of the paper has it; gradients by tf.variableGrads.
import * as tf from '@tensorflow/tfjs';
import type { AdamOptions, AdamState, Schedule } from '../lib/optimisation';
import { byPath, mapTensors, type TensorsByPath, type TransformerConfig, type TransformerParams } from '../lib/parameters';
import type { TokenBatch } from '../lib/text';
import { transformer } from './06-transformer';
import { crossEntropy, perplexity } from './08-bigram';

export const learningRate = (step: number, { peak, warmup, steps, floor = 0 }: Schedule): number => {
  const part = Math.min(Math.max((step - warmup) / (steps - warmup), 0), 1);
  const cosine = floor + (peak - floor) * Math.cos((part * Math.PI) / 2) ** 2;
  return step < warmup ? ((step + 1) / warmup) * peak : cosine;
};

export function adamStep(
  params: TensorsByPath,
  gradients: TensorsByPath,
  { state, learningRate: rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions & { state: AdamState },
) {
  const step = 1 + state.step;
  const second = Math.sqrt(1 - beta2 ** step);
  const size = (rate * second) / (1 - beta1 ** step);
  const mean: Record<string, tf.Tensor> = {};
  const square: Record<string, tf.Tensor> = {};
  const moved: Record<string, tf.Tensor> = {};
  for (const [path, tensor] of Object.entries(params)) {
    const gradient = gradients[path]!;
    mean[path] = state.mean[path]!.add(gradient.sub(state.mean[path]!).mul(1 - beta1));
    square[path] = state.square[path]!.add(gradient.square().sub(state.square[path]!).mul(1 - beta2));
    moved[path] = tensor.sub(mean[path].mul(size).div(square[path].sqrt().add(epsilon * second)));
  }
  return { params: moved, state: { step, mean, square } };
}

export async function trainingStep(
  { params, adam }: { params: TransformerParams; adam: AdamState },
  { inputs, targets }: TokenBatch,
  { config, learningRate: rate }: { config: TransformerConfig; learningRate: number },
) {
  const variables = mapTensors(params, (tensor) => tf.variable(tensor));
  const list = byPath(variables) as Record<string, tf.Variable>;
  const { value, grads } = tf.variableGrads(
    () => crossEntropy(transformer(variables, inputs, config), targets),
    Object.values(list),
  );
  const gradients = Object.fromEntries(
    Object.entries(list).map(([path, variable]) => [path, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
  const { params: moved, state } = adamStep(byPath(params), gradients, { state: adam, learningRate: rate });
  tf.dispose(Object.values(list));
  const changed = mapTensors(params, (_, path) => moved[path]!);
  return { loss: (await value.data())[0]!, params: changed, adam: state };
}

export function evaluate(logits: tf.Tensor3D, targets: tf.Tensor2D) {
  const loss = crossEntropy(logits, targets).dataSync()[0]!;
  const hits = tf.equal(tf.argMax(logits, 2), targets).sum().dataSync()[0]!;
  return { accuracy: hits / targets.size, perplexity: perplexity(loss), loss };
}

export const shouldStop = (losses: number[], patience: number) =>
  losses.length > patience && Math.min(...losses.slice(-patience)) >= Math.min(...losses.slice(0, -patience));
