// Adam, accuracy and patience in loops over plain numbers; only the gradients are the library's.
import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../lib/gradients';
import type { AdamOptions, AdamState, Evaluation, Schedule } from '../lib/optimisation';
import { byPath, type TensorsByPath, type TransformerConfig, type TransformerParams, withTensors } from '../lib/parameters';
import type { TokenBatch } from '../lib/text';
import { transformer } from './06-transformer';
import { crossEntropy, perplexity } from './08-bigram';

export function learningRate(step: number, schedule: Schedule): number {
  const floor = schedule.floor ?? 0;
  if (step >= schedule.steps) return floor;
  if (step < schedule.warmup) return schedule.peak * ((step + 1) / schedule.warmup);
  const angle = (Math.PI * (step - schedule.warmup)) / (schedule.steps - schedule.warmup);
  const share = 0.5 * (1 + Math.cos(angle));
  return schedule.peak * share + floor * (1 - share);
}

export function adamStep(
  params: TensorsByPath,
  gradients: TensorsByPath,
  options: AdamOptions & { state: AdamState },
) {
  const beta1 = options.beta1 ?? 0.9;
  const beta2 = options.beta2 ?? 0.999;
  const epsilon = options.epsilon ?? 1e-8;
  const t = options.state.step + 1;
  const next = {
    params: {} as Record<string, tf.Tensor>,
    mean: {} as Record<string, tf.Tensor>,
    square: {} as Record<string, tf.Tensor>,
  };
  for (const path of Object.keys(params)) {
    const shape = params[path]!.shape;
    const p = params[path]!.dataSync().slice();
    const g = gradients[path]!.dataSync();
    const m = options.state.mean[path]!.dataSync().slice();
    const v = options.state.square[path]!.dataSync().slice();
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
      v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! * g[i]!;
      const size = Math.sqrt(v[i]! / (1 - beta2 ** t)) + epsilon;
      p[i] = p[i]! - (options.learningRate * (m[i]! / (1 - beta1 ** t))) / size;
    }
    next.params[path] = tf.tensor(p, shape);
    next.mean[path] = tf.tensor(m, shape);
    next.square[path] = tf.tensor(v, shape);
  }
  return { params: next.params, state: { step: t, mean: next.mean, square: next.square } };
}

export async function trainingStep(
  model: { params: TransformerParams; adam: AdamState },
  batch: TokenBatch,
  options: { config: TransformerConfig; learningRate: number },
) {
  const { loss, gradients } = await lossAndGradients(model.params, (params) => {
    const logits = transformer(params, batch.inputs, options.config);
    return crossEntropy(logits, batch.targets);
  });
  const state = model.adam;
  const step = adamStep(byPath(model.params), gradients, { learningRate: options.learningRate, state });
  return { adam: step.state, loss, params: withTensors(model.params, step.params) };
}

export function evaluate(logits: tf.Tensor3D, targets: tf.Tensor2D): Evaluation {
  const answers = targets.arraySync();
  let right = 0;
  logits.arraySync().forEach((rows, text) =>
    rows.forEach((row, at) => {
      let best = 0;
      for (let token = 1; token < row.length; token++) if (row[token]! > row[best]!) best = token;
      if (answers[text]![at] === best) right += 1;
    }),
  );
  const loss = crossEntropy(logits, targets).arraySync();
  return { loss, perplexity: perplexity(loss), accuracy: right / targets.size };
}

export function shouldStop(losses: number[], patience: number): boolean {
  let best = Infinity;
  let waited = 0;
  for (const loss of losses) {
    if (loss < best) {
      best = loss;
      waited = 0;
    } else {
      waited += 1;
    }
  }
  return waited >= patience;
}
