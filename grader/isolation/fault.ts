/** The isolation itself failed: a fault of the grader or of the machine, never of a submission. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  constructor(reason: string) {
    super(`the isolation could not be set up: ${reason.trim().split('\n')[0]}`);
  }
}
