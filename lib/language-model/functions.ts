/** What a language model is made of: the functions that the student writes in stages 06 to 10. */
import type * as tf from '@tensorflow/tfjs';
import { stageOfFunction } from '../course';
import type { AdamState, Evaluation, Schedule } from '../optimisation';
import type { TransformerConfig, TransformerParams } from '../parameters';
import type { GenerationOptions } from '../sampling';
import type { Examples, TokenBatch, Tokenizer } from '../text';

/** A student's function may be async. */
type Awaitable<T> = T | Promise<T>;

/** A transformer with what Adam remembers of it. */
export interface Model {
  readonly params: TransformerParams;
  readonly adam: AdamState;
}

/** All of them have the signatures of the stages. */
export interface LanguageModelFunctions {
  transformer(
    params: TransformerParams,
    tokens: tf.Tensor2D,
    config: TransformerConfig,
  ): Awaitable<tf.Tensor3D>;
  characterTokenizer(text: string): Awaitable<Tokenizer>;
  wordTokenizer(text: string): Awaitable<Tokenizer>;
  encode(tokenizer: Tokenizer, text: string): Awaitable<number[]>;
  decode(tokenizer: Tokenizer, ids: readonly number[]): Awaitable<string>;
  splitTokens(tokens: readonly number[]): Awaitable<{ training: number[]; validation: number[] }>;
  sequences(tokens: readonly number[], seq: number): Awaitable<Examples>;
  randomBlocks(tokens: readonly number[], seq: number, uniforms: readonly number[]): Awaitable<Examples>;
  perplexity(loss: number): Awaitable<number>;
  learningRate(step: number, schedule: Schedule): Awaitable<number>;
  trainingStep(
    model: Model,
    batch: TokenBatch,
    options: { readonly config: TransformerConfig; readonly learningRate: number },
  ): Awaitable<Model & { readonly loss: number }>;
  evaluate(logits: tf.Tensor3D, targets: tf.Tensor2D): Awaitable<Evaluation>;
  shouldStop(losses: readonly number[], patience: number): Awaitable<boolean>;
  generate(
    params: TransformerParams,
    prompt: readonly number[],
    options: GenerationOptions,
  ): Awaitable<number[]>;
}

const names: readonly (keyof LanguageModelFunctions)[] = [
  'transformer',
  'characterTokenizer',
  'wordTokenizer',
  'encode',
  'decode',
  'splitTokens',
  'sequences',
  'randomBlocks',
  'perplexity',
  'learningRate',
  'trainingStep',
  'evaluate',
  'shouldStop',
  'generate',
];

/**
 * Loads the functions: the student's, or with the condition `solutions` those of the reference.
 *
 * @throws {TypeError} when one is not exported; the message names it and its file
 */
export async function loadFunctions(): Promise<LanguageModelFunctions> {
  const modules = await Promise.all([
    import('#impl/06-transformer'),
    import('#impl/07-text'),
    import('#impl/08-bigram'),
    import('#impl/09-training'),
    import('#impl/10-sampling'),
  ]);
  const found: Record<string, unknown> = Object.assign({}, ...modules);
  for (const name of names) {
    if (typeof found[name] === 'function') continue;
    throw new TypeError(`exercises/${stageOfFunction(name)?.stem}.ts exports no function \`${name}\``);
  }
  return found as unknown as LanguageModelFunctions;
}
