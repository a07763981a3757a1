// Every function of the language-model track is async.
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../lib/awaited';
import type { TransformerParams } from '../lib/parameters';
import type { GenerationOptions, SamplingOptions } from '../lib/sampling';
import { transformer } from './06-transformer';

export async function greedy(logits: tf.Tensor1D): Promise<number> {
  return logits.argMax().dataSync()[0] as number;
}

export async function samplingProbabilities(logits: tf.Tensor1D, options: SamplingOptions): Promise<tf.Tensor1D> {
  const { temperature, topK = Number.POSITIVE_INFINITY } = options;
  if (!(temperature > 0)) throw new RangeError(`Expected a temperature above 0, got ${temperature}`);
  const { values } = tf.topk(logits, Math.min(topK, logits.size));
  const kept = tf.where(logits.greaterEqual(values.min()), logits, Number.NEGATIVE_INFINITY);
  return tf.softmax(kept.div(temperature)) as tf.Tensor1D;
}

export async function sample(probabilities: tf.Tensor1D, uniform: number): Promise<number> {
  const values = [...probabilities.dataSync()];
  let sum = 0;
  for (const [token, probability] of values.entries()) {
    sum += probability;
    if (sum > uniform) return token;
  }
  // Rounding has left the sum a little below 1.
  return values.findLastIndex((probability) => probability > 0);
}

export async function generate(
  params: TransformerParams,
  prompt: readonly number[],
  options: GenerationOptions,
): Promise<number[]> {
  const { config, uniforms, temperature, topK } = options;
  const tokens = [...prompt];
  for (const uniform of uniforms) {
    const next = await tidyAwaited(async () => {
      const context = tokens.slice(-config.seq);
      const logits = await transformer(params, tf.tensor2d([context], [1, context.length], 'int32'), config);
      const last = logits.slice([0, context.length - 1], [1, 1]).flatten();
      if (temperature === 0) return await greedy(last);
      return await sample(await samplingProbabilities(last, { temperature, topK }), uniform);
    });
    tokens.push(next);
  }
  return tokens;
}
