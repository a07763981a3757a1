/** What comes back from a training in the process of a submission: numbers that may be anything. */
import * as tf from '@tensorflow/tfjs';
import { listTensors, mapTensors, type TransformerParams } from '../../lib/parameters';
import type { TrainingEnd } from '../../lib/training';
import { SubjectError } from '../subject/client';

/** A training taken apart. Its curve and its end are words of the submission: they explain, and decide nothing. */
export interface ReceivedTraining {
  readonly params: TransformerParams;
  readonly history: readonly unknown[];
  readonly ended: TrainingEnd;
}

/**
 * @param like - parameters of the shapes that have to come back
 * @throws {SubjectError} when one of them does not
 */
export function readTraining(value: unknown, like: TransformerParams): ReceivedTraining {
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
  const ends: readonly TrainingEnd[] = ['stopped', 'ran out of steps', 'not a number'];
  return {
    params: trained,
    history: Array.isArray(history) ? history : [],
    ended: ends.find((end) => end === ended) ?? 'stopped',
  };
}
