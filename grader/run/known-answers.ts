/**
 * An examination asks for many answers close to each other, and gradients have to fit them. A submission that notices
 * it could give answers that fit gradients of nothing. So where it answers as the reference does, the small steps are
 * taken with the reference: they are the steps of the right function, and the submission never sees them.
 */
import * as tf from '@tensorflow/tfjs';
import type { Examined, NamedArguments, StudentFunction } from '../../lib/health/health';

/** An answer is that of the reference when no number is further away, as a share of one plus its size. */
const tolerance = 1e-4;

/** Blocked scores are huge, and how huge is a matter of taste. */
const huge = 1_000;

/**
 * The same function; its plain calls are answered by the reference once it has given the reference's answer.
 *
 * @param reference - of the same arguments
 */
export function withKnownAnswers(examined: Examined, reference: StudentFunction): Examined {
  const answer = (args: NamedArguments): unknown => reference(...(Object.values(args) as never[]));
  let known: boolean | undefined;
  return {
    ...examined,
    async watch(args) {
      const watched = await examined.watch(args);
      known ??= isSame(watched.value, answer(args));
      return watched;
    },
    call: async (args) => (known ? answer(args) : examined.call(args)),
  };
}

function isSame(value: unknown, expected: unknown): boolean {
  if (!(value instanceof tf.Tensor && expected instanceof tf.Tensor)) return false;
  if (!tf.util.arraysEqual(value.shape, expected.shape)) return false;
  const numbers = expected.dataSync();
  return value.dataSync().every((number, at) => isNear(number, numbers[at] ?? Number.NaN));
}

function isNear(a: number, b: number): boolean {
  if (Math.abs(a) > huge && Math.abs(b) > huge) return true;
  return Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
}
