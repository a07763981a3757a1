/** What any model has to beat: the bigram model of stage 08, scored on the same validation tokens in the same way. */
import * as tf from '@tensorflow/tfjs';
import type { Evaluation } from '../../optimisation';
import type { BigramParams, TransformerConfig, TransformerParams } from '../../parameters';
import type { Dataset } from '../dataset';
import { evaluateOn } from '../evaluate';
import type { LanguageModelFunctions } from '../functions';

export interface Baseline {
  /** The numbers in its table. */
  readonly parameters: number;
  readonly validation: Evaluation;
  readonly seconds: number;
}

/** A student's `bigram`. */
export type Bigram = (params: BigramParams, tokens: tf.Tensor2D) => tf.Tensor3D | Promise<tf.Tensor3D>;

/** With more tokens than this the table is too large for the memory: 4,096² numbers are 67 MB. */
const largestVocabulary = 4096;

/**
 * The bigram model that was counted on the training tokens, with one more of each pair, so that none is impossible.
 *
 * @throws {RangeError} when there are too many different tokens for a table
 * @throws whatever the functions throw
 */
export async function bigramBaseline(
  functions: Pick<LanguageModelFunctions, 'evaluate' | 'perplexity'>,
  bigram: Bigram,
  { training, validation, tokenizer }: Pick<Dataset, 'training' | 'validation' | 'tokenizer'>,
  batch: number,
): Promise<Baseline> {
  const vocab = tokenizer.vocabulary.length;
  if (vocab > largestVocabulary) {
    throw new RangeError(
      `a table for ${vocab} different tokens is too large: there is none above ${largestVocabulary}`,
    );
  }
  const began = performance.now();
  const table = tf.tensor2d(logCounts(training, vocab), [vocab, vocab]);
  try {
    const transformer = (_params: unknown, tokens: tf.Tensor2D) => bigram({ table }, tokens);
    // It has neither the parameters nor the sizes of a transformer, and nobody asks for them.
    const [params, config] = [{} as TransformerParams, {} as TransformerConfig];
    const found = await evaluateOn({ ...functions, transformer }, params, config, {
      examples: validation,
      batch,
    });
    const seconds = (performance.now() - began) / 1000;
    return { parameters: vocab * vocab, validation: found, seconds };
  } finally {
    table.dispose();
  }
}

/** Row a has the logarithms of how often each token comes after token a, and once more: logits of its shares. */
function logCounts(tokens: readonly number[], vocab: number): Float32Array {
  const counts = new Float32Array(vocab * vocab).fill(1);
  for (const [place, next] of tokens.entries()) {
    const last = tokens[place - 1];
    if (last !== undefined) counts[last * vocab + next] = (counts[last * vocab + next] ?? 0) + 1;
  }
  return counts.map(Math.log);
}
