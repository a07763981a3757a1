/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { listTensors, mapTensors, type TransformerParams } from '../../lib/parameters';
import { judgeReversal } from '../../lib/reversal/criterion';
import { type Predictions, predictionsOf } from '../../lib/reversal/predictions';
import {
  heldOut,
  heldOutChunk,
  inputsOf,
  predicted,
  type ReversalString,
  reversalConfig,
  trainedKeys,
} from '../../lib/reversal/task';
import { untrainedParams } from '../../lib/reversal/train';
import type { ReversalVerdict, TrainingStep } from '../../lib/reversal/verdict';
import type { TrainingEnd } from '../../lib/training';
import { SubjectError } from '../subject/client';
import type { Subject } from '../subject/subject';

const stage = '06-transformer';

export interface ReversalGrading {
  readonly verdict: ReversalVerdict;
  readonly history: readonly TrainingStep[];
  readonly params: TransformerParams;
}

/**
 * Trains and judges. What the submission's process says of its own loss explains, and decides nothing: the
 * predictions are made from logits that this process asks for.
 *
 * @throws {SubjectError} when the submission does not answer, or answers with something else than asked for
 */
export async function gradeReversal(subject: Subject, seed: number): Promise<ReversalGrading> {
  const training = derivedSeed(seed, 'training');
  const start = untrainedParams(training);
  const strings = heldOut(derivedSeed(seed, 'held out'));
  const untrained = await predict(subject, start, strings);
  const { params, history, ended } = readTraining(await subject.train(stage, training), start);
  const predictions = await predict(subject, params, strings);
  const trainedOn = trainedKeys(training);
  const verdict = judgeReversal({ strings, predictions, untrained, trainedOn, training: { history, ended } });
  return { verdict, history, params };
}

/** A seed for one purpose: who knows it can draw neither the strings of another nor the seed of the grading. */
export function derivedSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${purpose} ${seed}`).digest().readUInt32LE() % 1_000_000_000;
}

async function predict(
  subject: Subject,
  params: TransformerParams,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const predictions: number[][] = [];
  for (let from = 0; from < strings.length; from += heldOutChunk) {
    const chunk = strings.slice(from, from + heldOutChunk);
    const inputs = tf.tensor2d(inputsOf(chunk), [chunk.length, predicted], 'int32');
    const logits = await subject.call(stage, 'transformer', [params, inputs, reversalConfig]);
    predictions.push(...predictionsOf(numbersOf(logits, [chunk.length, predicted, reversalConfig.vocab])));
    tf.dispose([inputs, logits as tf.Tensor]);
  }
  return predictions;
}

function numbersOf(value: unknown, shape: readonly number[]): ArrayLike<number> {
  if (value instanceof tf.Tensor && tf.util.arraysEqual(value.shape, [...shape])) return value.dataSync();
  const received = value instanceof tf.Tensor ? `shape [${value.shape.join(', ')}]` : 'no tensor';
  throw new SubjectError('threw', `transformer returned ${received}, expected logits [${shape.join(', ')}]`);
}

/** Takes the training apart; everything in it comes from the submission's process. */
function readTraining(value: unknown, like: TransformerParams) {
  const { params, history, ended } = (value ?? {}) as Record<string, unknown>;
  const received = new Map(listTensors(params).map(({ path, tensor }) => [path, tensor]));
  const trained = mapTensors(like, (tensor, path) => {
    const own = received.get(path);
    if (own && tf.util.arraysEqual(own.shape, tensor.shape)) return own;
    throw new SubjectError(
      'forged',
      `the training gave back no parameter ${path} of shape [${tensor.shape.join(', ')}]`,
    );
  });
  const steps = Array.isArray(history) ? history.slice(0, 10_000).map(stepOf) : [];
  const ends: readonly TrainingEnd[] = ['stopped', 'ran out of steps', 'not a number'];
  return { params: trained, history: steps, ended: ends.find((end) => end === ended) ?? 'stopped' };
}

/** One point of the curve; a picture needs numbers, whatever the process said. */
function stepOf(value: unknown, index: number): TrainingStep {
  const { loss, firstHalf, secondHalf } = (value ?? {}) as Record<string, unknown>;
  const share = (told: unknown) => Math.min(1, Math.max(0, Number(told) || 0));
  return { step: index + 1, loss: Number(loss), firstHalf: share(firstHalf), secondHalf: share(secondHalf) };
}
