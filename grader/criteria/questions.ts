/** What a submission's transformer predicts for strings, asked so that only the weights tell questions apart. */
import * as tf from '@tensorflow/tfjs';
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { Random } from '../../lib/random';
import { controlChunk, type WeightsOf } from '../../lib/reversal/controls';
import { type Predictions, predictionsOf } from '../../lib/reversal/predictions';
import {
  chunksOf,
  heldOutChunk,
  inputsOf,
  predicted,
  type ReversalString,
  reversalConfig,
} from '../../lib/reversal/task';
import { disposeTensors } from '../../lib/training';
import { SubjectError } from '../subject/client';
import type { Subject } from '../subject/subject';

/** Strings, and where their chunks stand among those of all held-out strings. */
export interface Reading {
  readonly strings: readonly ReversalString[];
  readonly firstChunk: number;
  /** Seed of the order of the questions. */
  readonly order: number;
}

/** One answer: flat logits [strings, 11, vocab], and the tokens that they predict. */
interface Answer {
  readonly logits: ArrayLike<number>;
  readonly predictions: Predictions;
}

/** The predictions for all strings, in order, and the logits for the first chunk. */
export interface Answers {
  readonly predictions: Predictions;
  readonly firstLogits: ArrayLike<number>;
}

/** What was answered with each kind of weights that was given. */
type Answered<Kinds> = {
  readonly [Kind in keyof Kinds]: Kinds[Kind] extends WeightsOf ? Answers : Answers | undefined;
};

/**
 * Asks the same strings with several kinds of weights, chunk by chunk: each chunk is read with all of them, in a random
 * order. Neither the number of a call nor its size nor its strings tell which weights are the trained ones.
 *
 * @throws {SubjectError} when the submission does not answer, or not with logits
 */
export async function askBlindly<Kinds extends Readonly<Record<string, WeightsOf | undefined>>>(
  subject: Subject,
  { strings, firstChunk, order }: Reading,
  kinds: Kinds,
): Promise<Answered<Kinds>> {
  const random = new Random(order);
  const asked = Object.entries(kinds).flatMap(([kind, weightsOf]) =>
    weightsOf ? [{ kind, weightsOf, answers: [] as Answer[] }] : [],
  );
  for (const [index, chunk] of chunksOf(strings, controlChunk).entries()) {
    for (const { weightsOf, answers } of random.shuffle(asked)) {
      const params = weightsOf(firstChunk + index);
      answers.push(await askFor(subject, params, chunk));
      disposeTensors(params);
    }
  }
  const all = asked.map(({ kind, answers }) => [kind, together(answers)]);
  return Object.fromEntries(all) as Answered<Kinds>;
}

/**
 * Asks with one kind of weights alone, in larger chunks.
 *
 * @throws as {@link askBlindly}
 */
export async function askOpenly(
  subject: Subject,
  params: TransformerParams,
  strings: readonly ReversalString[],
): Promise<Answers> {
  const answers: Answer[] = [];
  for (const chunk of chunksOf(strings, heldOutChunk)) answers.push(await askFor(subject, params, chunk));
  return together(answers);
}

function together(answers: readonly Answer[]): Answers {
  return {
    predictions: answers.flatMap(({ predictions }) => predictions),
    firstLogits: answers[0]?.logits ?? [],
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
