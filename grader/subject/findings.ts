/** What the process of a submission answers in an examination: taken apart, for nobody vouches for it. */
import * as tf from '@tensorflow/tfjs';
import type { Differentiated, NamedArguments, Remains, Watched } from '../../lib/health/health';
import { listTensors } from '../../lib/parameters';
import { SubjectError } from './client';

/** Most paths that a call can have left behind. */
const mostPaths = 1_000;

/**
 * Reads a call and what its arguments are afterwards.
 *
 * @throws {SubjectError} when it is none
 */
export function readWatched(answer: unknown): Watched {
  const { value, left } = recordOf(answer);
  const remains = Object.entries(recordOf(left));
  const plain = remains.every(([path, now]) => isPath(path) && isRemains(now));
  if (!plain || remains.length > mostPaths) throw forged('what it left of its arguments');
  return { value, left: left as Remains };
}

/**
 * Reads a call and its gradients.
 *
 * @param args - the gradients have to have their shapes
 * @throws {SubjectError} when it is none
 */
export function readDifferentiated(
  answer: unknown,
  args: NamedArguments,
  paths: readonly string[],
): Differentiated {
  const { value, gradients } = recordOf(answer);
  const received = recordOf(gradients);
  const asked = listTensors(args).filter(({ path }) => paths.includes(path));
  const read = asked.map(({ path, tensor }): [string, tf.Tensor | undefined] => {
    const gradient = Object.hasOwn(received, path) ? received[path] : undefined;
    if (gradient === undefined) return [path, undefined];
    if (gradient instanceof tf.Tensor && tf.util.arraysEqual(gradient.shape, tensor.shape))
      return [path, gradient];
    throw forged(`the gradient of ${path}`);
  });
  return { value, gradients: Object.fromEntries(read) };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isPath(path: string): boolean {
  return path.length <= 200 && /^.*$/.test(path);
}

function isRemains(now: unknown): boolean {
  return now === 'disposed' || now === 'replaced' || now instanceof tf.Tensor;
}

function forged(what: string): SubjectError {
  return new SubjectError('forged', `sent something that cannot be read as ${what}`);
}
