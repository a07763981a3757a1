// Running sums by tf.cumsum, the kept tokens by the indices of tf.topk, one token after the other by recursion.
import * as tf from '@tensorflow/tfjs';
import type { TransformerParams } from '../lib/parameters';
import type { GenerationOptions, SamplingOptions } from '../lib/sampling';
import { transformer } from './06-transformer';

export const greedy = (logits: tf.Tensor1D): number => tf.argMax(logits, 0).arraySync() as number;

export function samplingProbabilities(logits: tf.Tensor1D, options: SamplingOptions): tf.Tensor1D {
  const { temperature, topK } = options;
  if (!(temperature > 0)) throw new RangeError(`temperature ${temperature}`);
  return tf.tidy(() => {
    const vocab = logits.shape[0];
    const { indices } = tf.topk(logits, topK !== undefined && topK < vocab ? topK : vocab);
    const kept = tf.oneHot(indices.toInt(), vocab).sum(0).cast('bool');
    const scaled = tf.div(logits, temperature);
    return tf.where(kept, scaled, tf.fill([vocab], -1e9)).softmax() as tf.Tensor1D;
  });
}

export function sample(probabilities: tf.Tensor1D, uniform: number): number {
  const sums = tf.cumsum(probabilities).dataSync();
  const token = sums.findIndex((sum) => sum > uniform);
  if (token >= 0) return token;
  return probabilities.dataSync().reduce((last, value, at) => (value > 0 ? at : last), 0);
}

export function generate(params: TransformerParams, prompt: number[], options: GenerationOptions): number[] {
  const [uniform, ...uniforms] = options.uniforms;
  if (uniform === undefined) return [...prompt];
  const { config, temperature, topK } = options;
  const context = prompt.length > config.seq ? prompt.slice(prompt.length - config.seq) : prompt;
  const logits = transformer(params, tf.tensor2d([context], undefined, 'int32'), config);
  const rows = tf.unstack(logits.squeeze<tf.Tensor2D>([0])) as tf.Tensor1D[];
  const last = rows[rows.length - 1]!;
  const next = temperature ? sample(samplingProbabilities(last, { temperature, topK }), uniform) : greedy(last);
  return generate(params, [...prompt, next], { ...options, uniforms });
}
