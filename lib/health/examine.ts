/** Looks at what the numbers of a function do not show: gradients, inputs left alone, the same answer twice, memory. */
import { isTodo } from '../todo';
import { type Output, watchOnce } from './call';
import { differenceOf } from './drift';
import { examineGradients } from './gradients';
import type { Examined, Health, NamedArguments } from './health';
import { Inputs } from './inputs';

/** A cache may fill in the first two calls; what still grows afterwards grows for ever. */
const [settled, calls] = [2, 3];

const healthy: Health = { notFinite: [], cut: [], incomplete: [], changed: [], drift: 0, kept: 0 };

/**
 * Examines one function of a student by asking it about a dozen times. No tensor stays but those that the function
 * itself keeps. Everything is compared and judged here, wherever the function runs.
 *
 * @param args - its arguments by name, in order; they are copied for every call
 * @throws whatever the first call throws, and whenever there is no answer at all
 */
export async function examine(examined: Examined, args: NamedArguments): Promise<Health> {
  const inputs = new Inputs(args);
  const { output, changed } = await watchOnce(examined, inputs);
  if (!output) return { ...healthy, skipped: 'no tensor', changed };
  const found: Health = { ...healthy, changed, ...(await repeat(examined, inputs, output)) };
  if (!isUsable(output)) return { ...found, notFinite: ['the output'] };
  const trouble = changed.length > 0 || found.drift > 0 || found.laterError !== undefined;
  if (trouble) return { ...found, skipped: 'other trouble' };
  const gradients = await examineGradients(examined, inputs, output).catch(
    (error: unknown) => ({ gradientError: thrownWords(error) }) satisfies Partial<Health>,
  );
  return { ...found, ...gradients };
}

/** Calls the function again with the same arguments. */
async function repeat(
  examined: Examined,
  inputs: Inputs,
  output: Output,
): Promise<Pick<Health, 'drift' | 'laterError' | 'kept'>> {
  let drift = 0;
  let before = await examined.tensors();
  for (let count = 2; count <= calls; count += 1) {
    const again = await watchOnce(examined, inputs).catch(thrownWords);
    if (typeof again === 'string') return { drift, laterError: again, kept: 0 };
    drift = Math.max(drift, differenceOf(output, again.output));
    if (count === settled) before = await examined.tensors();
  }
  return { drift, kept: Math.ceil(((await examined.tensors()) - before) / (calls - settled)) };
}

/** −Infinity may be meant, for a blocked score: whether that is right is for the tests of the numbers. */
function isUsable({ values }: Output): boolean {
  return Array.from(values).every((value) => value < Number.POSITIVE_INFINITY);
}

/**
 * What the function threw, in words.
 *
 * @throws the error itself, when it says that there was no answer or nothing is written yet
 */
function thrownWords(error: unknown): string {
  const unanswered = (error as { failure?: unknown }).failure ?? 'threw';
  if (isTodo(error) || unanswered !== 'threw') throw error;
  const { name, message } = error instanceof Error ? error : { name: 'threw', message: String(error) };
  // From another process it comes as `threw TypeError: …`.
  return (/^threw (.*)/s.exec(message)?.[1] ?? `${name}: ${message}`).slice(0, 300);
}
