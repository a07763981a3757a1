/** How well a model predicts many examples, by the student's `evaluate`. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import type { Evaluation } from '../optimisation';
import type { TransformerConfig, TransformerParams } from '../parameters';
import { batchOf, type Examples } from '../text';
import type { LanguageModelFunctions } from './functions';

/**
 * Evaluates batch by batch; every token counts the same.
 *
 * @throws whatever the functions throw
 */
export async function evaluateOn(
  functions: Pick<LanguageModelFunctions, 'transformer' | 'evaluate' | 'perplexity'>,
  params: TransformerParams,
  config: TransformerConfig,
  { examples, batch }: { readonly examples: Examples; readonly batch: number },
): Promise<Evaluation> {
  const rows = examples.inputs.length;
  let [loss, accuracy] = [0, 0];
  for (let start = 0; start < rows; start += batch) {
    const part = (all: Examples['inputs']) => all.slice(start, start + batch);
    const some = { inputs: part(examples.inputs), targets: part(examples.targets) };
    const found = await tidyAwaited(() => evaluateBatch(functions, params, config, some));
    const share = some.inputs.length / rows;
    loss += found.loss * share;
    accuracy += found.accuracy * share;
  }
  return { loss, perplexity: await functions.perplexity(loss), accuracy };
}

async function evaluateBatch(
  functions: Pick<LanguageModelFunctions, 'transformer' | 'evaluate'>,
  params: TransformerParams,
  config: TransformerConfig,
  examples: Examples,
): Promise<Evaluation> {
  const { inputs, targets } = batchOf(examples);
  const logits = await functions.transformer(params, inputs, config);
  if (!(logits instanceof tf.Tensor))
    throw new TypeError('Expected logits [batch, seq, vocab] from transformer');
  const { loss, perplexity, accuracy } = await functions.evaluate(logits, targets);
  return { loss, perplexity, accuracy };
}
