import { isTodo } from '../../lib/todo';

/** What JavaScript and TensorFlow.js throw when code is wrong; not what a grader throws on a time limit. */
const ordinary = ['Error', 'TypeError', 'RangeError', 'ReferenceError'];

/**
 * Calls a student's function where an error is a likely symptom, such as two shapes that do not fit. The error
 * is returned, so that the matcher can name the likely cause below it. "Not written yet" is thrown on.
 */
export async function attempt(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && ordinary.includes(error.name) && !isTodo(error)) return error;
    throw error;
  }
}
