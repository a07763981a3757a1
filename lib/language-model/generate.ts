/** Text from a model, token by token, by the student's functions. */
import { tidyAwaited } from '../awaited';
import { UsageError } from '../cli/start';
import type { Random } from '../random';
import type { TrainedModel } from './checkpoint';
import type { LanguageModelFunctions } from './functions';

export interface GenerationSettings {
  readonly prompt: string;
  readonly tokens: number;
  readonly temperature: number;
  /** 0: all tokens may be drawn. */
  readonly topK: number;
  /** The numbers that decide; the same numbers give the same text. */
  readonly random: Random;
}

/** Which of the random numbers of a seed. */
export const sampleStream = 3;

/**
 * Gives the prompt, then each new token as soon as it is there.
 *
 * @throws {UsageError} when the prompt is empty or has a token that the model does not know
 * @throws whatever the functions throw
 */
export async function* generateText(
  functions: Pick<LanguageModelFunctions, 'encode' | 'decode' | 'generate'>,
  model: Pick<TrainedModel, 'params' | 'config' | 'tokenizer'>,
  settings: GenerationSettings,
): AsyncGenerator<string> {
  const { params, config, tokenizer } = model;
  const { temperature, topK: most, random, prompt, tokens } = settings;
  let ids = await encodePrompt(functions, model, prompt);
  const topK = most === 0 ? undefined : most;
  yield prompt;
  for (let count = 0; count < tokens; count += 1) {
    const options = { config, temperature, topK, uniforms: [random.unit()] };
    ids = await tidyAwaited(async () => functions.generate(params, ids, options));
    yield await functions.decode(tokenizer, ids.slice(-1));
  }
}

/**
 * The prompt as ids.
 *
 * @throws {UsageError} when it is empty or has a token that the model does not know
 */
export async function encodePrompt(
  { encode }: Pick<LanguageModelFunctions, 'encode'>,
  { tokenizer }: Pick<TrainedModel, 'tokenizer'>,
  prompt: string,
): Promise<number[]> {
  if (prompt === '') throw new UsageError('The prompt is empty: give it at least one token');
  try {
    return await encode(tokenizer, prompt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`The model has never seen a part of the prompt "${prompt}": ${error.message}`);
  }
}
