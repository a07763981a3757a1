/**
 * Does something that Ctrl-C asks to end in order; a second Ctrl-C ends the process.
 *
 * @param work - gets a signal that is aborted by Ctrl-C
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interrupt = new AbortController();
  const abort = () => interrupt.abort();
  process.once('SIGINT', abort);
  try {
    return await work(interrupt.signal);
  } finally {
    process.off('SIGINT', abort);
  }
}
