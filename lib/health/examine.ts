/** Looks at what the numbers of a function do not show: gradients, inputs left alone, the same answer twice, memory. */
import * as tf from '@tensorflow/tfjs';
import { isTodo } from '../todo';
import { type Call, callOnce, type Output } from './call';
import { examineGradients } from './gradients';
import type { Examined, Health, NamedArguments } from './health';
import { Inputs } from './inputs';

/** A cache may fill in the first two calls; what still grows afterwards grows for ever. */
const [settled, calls] = [2, 3];

const healthy: Health = { notFinite: [], cut: [], incomplete: [], changed: [], drift: 0, kept: 0 };

/** Two answers to one question differ by rounding at most. */
const roundingError = 1e-5;

/**
 * Examines one function of a student by calling it, about a dozen times. No tensor stays but those that the
 * function itself keeps.
 *
 * @param fn - may return a Promise
 * @param args - its arguments by name, in order; they are copied for every call
 * @throws whatever the first call throws
 */
export async function examine(fn: Examined, args: NamedArguments): Promise<Health> {
  const inputs = new Inputs(args);
  const first = await callOnce(fn, inputs);
  const { output, changed } = first;
  if (!output) return { ...healthy, skipped: 'no tensor', changed };
  const found: Health = { ...healthy, changed, ...(await repeat(fn, inputs, output)) };
  if (!isUsable(output)) return { ...found, notFinite: ['the output'] };
  const trouble = changed.length > 0 || found.drift > 0 || found.laterError !== undefined;
  if (trouble) return { ...found, skipped: 'other trouble' };
  try {
    return { ...found, ...(await examineGradients(fn, inputs, output.values)) };
  } catch (error) {
    return { ...found, missingGradient: missingGradient(error) };
  }
}

/** Calls the function again with the same arguments. */
async function repeat(
  fn: Examined,
  inputs: Inputs,
  output: Output,
): Promise<Pick<Health, 'drift' | 'laterError' | 'kept'>> {
  let drift = 0;
  let before = tf.memory().numTensors;
  for (let count = 2; count <= calls; count += 1) {
    const again = await callOnce(fn, inputs).catch((error: unknown) => {
      if (isTodo(error)) throw error;
      return wordsOf(error);
    });
    if (typeof again === 'string') return { drift, laterError: again, kept: 0 };
    drift = Math.max(drift, differenceOf(output, again));
    if (count === settled) before = tf.memory().numTensors;
  }
  return { drift, kept: Math.ceil((tf.memory().numTensors - before) / (calls - settled)) };
}

/** The largest difference, 0 for rounding errors; what is not finite counts as equal to what is not finite. */
function differenceOf({ shape, values }: Output, { output }: Call): number {
  if (!output || output.shape.join() !== shape.join()) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let at = 0; at < values.length; at += 1) {
    const [a = 0, b = 0] = [values[at], output.values[at]];
    const [difference, allowed] = [Math.abs(a - b), roundingError * (1 + Math.abs(a))];
    if (Number.isFinite(a) !== Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    if (difference > Math.max(largest, allowed)) largest = difference;
  }
  return largest;
}

/** −Infinity may be meant, for a blocked score: whether that is right is for the tests of the numbers. */
function isUsable({ values }: Output): boolean {
  return Array.from(values).every((value) => value < Number.POSITIVE_INFINITY);
}

/**
 * The operation that TensorFlow.js has no gradient for. Any other error is its own (some gradients in it are broken):
 * it is not held against a function whose numbers are right.
 */
function missingGradient(error: unknown): string | undefined {
  return /gradient function not found for (\w+)/.exec(String(error))?.[1];
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
}
