/** What a submission's transformer predicts for strings, asked so that only weights and strings tell questions apart. */
import * as tf from '@tensorflow/tfjs';
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { Random } from '../../lib/random';
import { controlChunk, type WeightsOf } from '../../lib/reversal/controls';
import { type Predictions, predictionsOf } from '../../lib/reversal/predictions';
import { chunksOf, inputsOf, predicted, type ReversalString, reversalConfig } from '../../lib/reversal/task';
import { disposeTensors } from '../../lib/training';
import { SubjectError } from '../subject/client';
import type { Subject } from '../subject/subject';

/** Predictions for each kind of weights that was given. */
type Answers<Kinds> = {
  readonly [Kind in keyof Kinds]: Kinds[Kind] extends WeightsOf ? Predictions : Predictions | undefined;
};

/**
 * Asks the same strings with several kinds of weights, chunk by chunk and in a random order: neither the number of
 * a call nor its size tells which weights are the trained ones.
 *
 * @param order - seed of the order
 * @returns for each kind of weights the predictions for all strings, in order
 * @throws {SubjectError} when the submission does not answer, or not with logits
 */
export async function askBlindly<Kinds extends Readonly<Record<string, WeightsOf | undefined>>>(
  subject: Subject,
  strings: readonly ReversalString[],
  order: number,
  kinds: Kinds,
): Promise<Answers<Kinds>> {
  const chunks = chunksOf(strings, controlChunk);
  const questions = Object.entries(kinds).flatMap(([kind, weightsOf]) =>
    weightsOf ? chunks.map((chunk, index) => ({ kind, weightsOf, chunk, index })) : [],
  );
  const answers: Record<string, Predictions[]> = {};
  for (const { kind, weightsOf, chunk, index } of new Random(order).shuffle(questions)) {
    const params = weightsOf(index);
    answers[kind] ??= [];
    answers[kind][index] = await askFor(subject, params, chunk);
    disposeTensors(params);
  }
  const whole: Record<string, Predictions> = {};
  for (const [kind, parts] of Object.entries(answers)) whole[kind] = parts.flat();
  return whole as Answers<Kinds>;
}

/**
 * Asks once.
 *
 * @throws as {@link askBlindly}
 */
export async function askFor(
  subject: Subject,
  params: TransformerParams,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const inputs = tf.tensor2d(inputsOf(strings), [strings.length, predicted], 'int32');
  const logits = await subject.call(reversalMilestone.trains, 'transformer', [
    params,
    inputs,
    reversalConfig,
  ]);
  const predictions = predictionsOf(numbersOf(logits, [strings.length, predicted, reversalConfig.vocab]));
  tf.dispose([inputs, logits as tf.Tensor]);
  return predictions;
}

function numbersOf(value: unknown, shape: readonly number[]): ArrayLike<number> {
  if (value instanceof tf.Tensor && tf.util.arraysEqual(value.shape, [...shape])) return value.dataSync();
  const received = value instanceof tf.Tensor ? `shape [${value.shape.join(', ')}]` : 'no tensor';
  throw new SubjectError('threw', `transformer returned ${received}, expected logits [${shape.join(', ')}]`);
}
