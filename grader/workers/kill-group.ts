/** Ends a worker and every process that it has started: they are one group, which the worker leads. */
export function killGroup(worker: number): void {
  try {
    // Windows knows no groups: there the worker alone is ended.
    process.kill(process.platform === 'win32' ? worker : -worker, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
