/** What every command has in common: exit codes, and errors as one line. */

import chalk from 'chalk';

/** A mistake in how a command was called; its message is one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** How long output may take to arrive after a command has ended, in ms. */
const patience = 1000;

/** Exit codes of all commands. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs a command and ends the process with its exit code.
 *
 * @param command - gets the arguments and gives back the exit code
 */
export async function runCommand(command: (args: string[]) => Promise<number>): Promise<void> {
  const args = process.argv.slice(2);
  // chalk looks at terminals, and not at this variable.
  if (process.env.NO_COLOR) chalk.level = 0;
  try {
    process.exitCode = await command(args);
  } catch (error) {
    process.exitCode = explain(error, args.includes('-v') || args.includes('--verbose'));
  }
  // Whatever is still running (a thread in an endless loop, say) must not keep the process alive.
  setTimeout(() => process.exit(), patience).unref();
}

/** Prints an error as one line, its stack only when `verbose`; returns the exit code. */
export function explain(error: unknown, verbose: boolean): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (name === 'CommanderError')
    return (error as unknown as { exitCode: number }).exitCode === 0 ? 0 : exitCode.usage;
  console.error(`error: ${message}`);
  if (verbose && stack) console.error(stack);
  return name === 'UsageError' || name === 'RangeError' ? exitCode.usage : exitCode.failed;
}

/** Where the user stands: npm runs commands in the folder of the project, and says where it was called. */
export function userFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}
