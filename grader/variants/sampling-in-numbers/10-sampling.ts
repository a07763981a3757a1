// Sampling in plain numbers, with sort and reduce; the context is cropped with max.
import * as tf from '@tensorflow/tfjs';
import type { TransformerParams } from '../lib/parameters';
import type { GenerationOptions, SamplingOptions } from '../lib/sampling';
import { transformer } from './06-transformer';

export function greedy(logits: tf.Tensor1D): number {
  const values = logits.arraySync();
  return values.indexOf(Math.max(...values));
}

export function samplingProbabilities(logits: tf.Tensor1D, { temperature, topK }: SamplingOptions): tf.Tensor1D {
  if (temperature <= 0) throw new RangeError('temperature');
  const values = logits.arraySync();
  const ranked = values.map((_, token) => token).sort((a, b) => values[b]! - values[a]!);
  const allowed = new Set(ranked.slice(0, topK ?? values.length));
  const best = values[ranked[0]!]!;
  const powers = values.map((value, token) => (allowed.has(token) ? Math.exp((value - best) / temperature) : 0));
  const total = powers.reduce((a, b) => a + b);
  return tf.tensor1d(powers.map((power) => power / total));
}

export function sample(probabilities: tf.Tensor1D, uniform: number): number {
  const values = Array.from(probabilities.dataSync());
  let left = uniform;
  let chosen = -1;
  values.forEach((value, token) => {
    if (value === 0 || left < 0) return;
    chosen = token;
    left -= value;
  });
  return chosen;
}

export function generate(params: TransformerParams, prompt: number[], options: GenerationOptions): number[] {
  const tokens = prompt.slice();
  for (const uniform of options.uniforms) {
    const context = tokens.slice(Math.max(0, tokens.length - options.config.seq));
    const input = tf.tensor2d(context, [1, context.length], 'int32');
    const logits = transformer(params, input, options.config).arraySync()[0]!.at(-1)!;
    const next = tf.tensor1d(logits);
    const token =
      options.temperature === 0 ? greedy(next) : sample(samplingProbabilities(next, options), uniform);
    tokens.push(token);
  }
  return tokens;
}
