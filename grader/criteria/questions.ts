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

/** What was answered for each kind of weights that was given. */
type Answers<Kinds, Answer> = {
  readonly [Kind in keyof Kinds]: Kinds[Kind] extends WeightsOf ? Answer : Answer | undefined;
};

/** One answer: flat logits [strings, 11, vocab], and the tokens that they predict. */
interface Answer {
  readonly logits: ArrayLike<number>;
  readonly predictions: Predictions;
}

/**
 * Asks the same strings with several kinds of weights, chunk by chunk and in a random order: neither the number of
 * a call nor its size tells which weights are the trained ones.
 *
 * @param order - seed of the order
 * @returns for each kind of weights the predictions for all strings, in order, and the logits for the first chunk
 * @throws {SubjectError} when the submission does not answer, or not with logits
 */
export async function askBlindly<Kinds extends Readonly<Record<string, WeightsOf | undefined>>>(
  subject: Subject,
  strings: readonly ReversalString[],
  order: number,
  kinds: Kinds,
): Promise<{ predictions: Answers<Kinds, Predictions>; firstLogits: Answers<Kinds, ArrayLike<number>> }> {
  const chunks = chunksOf(strings, controlChunk);
  const questions = Object.entries(kinds).flatMap(([kind, weightsOf]) =>
    weightsOf ? chunks.map((chunk, index) => ({ kind, weightsOf, chunk, index })) : [],
  );
  const answers: Record<string, Predictions[]> = {};
  const firstLogits: Record<string, ArrayLike<number>> = {};
  for (const { kind, weightsOf, chunk, index } of new Random(order).shuffle(questions)) {
    const params = weightsOf(index);
    const { logits, predictions } = await askFor(subject, params, chunk);
    answers[kind] ??= [];
    answers[kind][index] = predictions;
    if (index === 0) firstLogits[kind] = logits;
    disposeTensors(params);
  }
  const whole: Record<string, Predictions> = {};
  for (const [kind, parts] of Object.entries(answers)) whole[kind] = parts.flat();
  return {
    predictions: whole as Answers<Kinds, Predictions>,
    firstLogits: firstLogits as Answers<Kinds, ArrayLike<number>>,
  };
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
): Promise<Answer> {
  const inputs = tf.tensor2d(inputsOf(strings), [strings.length, predicted], 'int32');
  const logits = await subject.call(reversalMilestone.trains, 'transformer', [
    params,
    inputs,
    reversalConfig,
  ]);
  const numbers = numbersOf(logits, [strings.length, predicted, reversalConfig.vocab]).slice();
  tf.dispose([inputs, logits as tf.Tensor]);
  return { logits: numbers, predictions: predictionsOf(numbers) };
}

function numbersOf(value: unknown, shape: readonly number[]): tf.TypedArray {
  if (value instanceof tf.Tensor && tf.util.arraysEqual(value.shape, [...shape])) return value.dataSync();
  const received = value instanceof tf.Tensor ? `shape [${value.shape.join(', ')}]` : 'no tensor';
  throw new SubjectError('threw', `transformer returned ${received}, expected logits [${shape.join(', ')}]`);
}
