/** Thrown by a function that the student has not written yet. */
export class TodoError extends Error {
  override readonly name = 'TodoError';

  /** @param exercise - the name of the function that is still to do, as in `attentionPattern` */
  constructor(readonly exercise: string) {
    super(`${exercise} is not written yet`);
  }
}

/**
 * Marks a function body that is still to be written. Its own frame is removed from the stack, so that the
 * first line points at the student's file.
 *
 * @param exercise - the name of the function that calls it
 * @throws {TodoError} always
 */
export function todo(exercise: string): never {
  const error = new TodoError(exercise);
  Error.captureStackTrace(error, todo);
  throw error;
}

/** Recognises a {@link TodoError} also after it has crossed a process or a worker boundary. */
export function isTodo(error: unknown): error is { name: 'TodoError'; exercise: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as { name?: unknown }).name === 'TodoError' &&
    typeof (error as { exercise?: unknown }).exercise === 'string'
  );
}
