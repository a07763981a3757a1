/** What a submission's transformer predicts for strings, asked so that only the weights tell questions apart. */
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

/** One kind of weights, and the strings that are read with them: the first ones, or all. */
export interface Question {
  readonly weightsOf: WeightsOf;
  readonly strings: readonly ReversalString[];
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

/** What was answered to each question that was asked. */
type Answered<Questions> = {
  readonly [Kind in keyof Questions]: Questions[Kind] extends Question ? Answers : Answers | undefined;
};

/**
 * Asks the same strings with several kinds of weights, chunk by chunk. In each round all kinds that still have strings
 * left read the same chunk, in a random order: neither the number of a call nor its size nor its strings tell which
 * weights are the trained ones.
 *
 * @param order - seed of the order
 * @throws {SubjectError} when the submission does not answer, or not with logits
 */
export async function askBlindly<Questions extends Readonly<Record<string, Question | undefined>>>(
  subject: Subject,
  order: number,
  questions: Questions,
): Promise<Answered<Questions>> {
  const random = new Random(order);
  const asked = Object.entries(questions).flatMap(([kind, question]) =>
    question
      ? [{ ...question, kind, chunks: chunksOf(question.strings, controlChunk), answers: [] as Answer[] }]
      : [],
  );
  const rounds = Math.max(...asked.map(({ chunks }) => chunks.length));
  for (let round = 0; round < rounds; round += 1) {
    for (const { weightsOf, chunks, answers } of random.shuffle(asked)) {
      const chunk = chunks[round];
      if (!chunk) continue;
      const params = weightsOf(round);
      answers.push(await askFor(subject, params, chunk));
      disposeTensors(params);
    }
  }
  const all = asked.map(({ kind, answers }) => [kind, together(answers)]);
  return Object.fromEntries(all) as Answered<Questions>;
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
