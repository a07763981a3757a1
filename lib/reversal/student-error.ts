/** What a student is told when their own code throws. */
import { exitCode } from '../cli/start';
import { stageNumber, stageOfFunction } from '../course';
import { isTodo } from '../todo';

/**
 * Prints an error from the student's code as one message with its place, the stack only when `verbose`.
 *
 * @param what - what the code was run for
 * @returns the exit code: 0 when something is merely not written yet
 */
export function explainError(error: unknown, verbose: boolean, what = 'The reversal'): number {
  if (isTodo(error)) {
    console.log(problemOf(error, what));
    return exitCode.ok;
  }
  console.error(`error: ${problemOf(error, what)}`);
  if (verbose && error instanceof Error && error.stack) console.error(error.stack);
  return exitCode.failed;
}

/** The same as text: what is not written yet, or the message with its place below it. */
export function problemOf(error: unknown, what: string): string {
  if (isTodo(error)) return notStarted(what, error.exercise);
  const { name, message, stack } = error instanceof Error ? error : new Error(`threw ${String(error)}`);
  const place = placeIn(stack);
  return `${name === 'Error' ? '' : `${name}: `}${message}${place ? `\n    at ${place}` : ''}`;
}

/** The first place of a stack in the student's files: `exercises/02-attention.ts:18 (attentionPattern)`. */
export function placeIn(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const [, file] = /((?:exercises|solutions)[\\/][^\s():]+:\d+)/.exec(line) ?? [];
    const [, name] = /^\s*at (?:async )?([\w$.]+) \(/.exec(line) ?? [];
    if (file) return name ? `${file} (${name})` : file;
  }
  return undefined;
}

function notStarted(what: string, exercise: string): string {
  const stage = stageOfFunction(exercise);
  const next = stage ? ` Open exercises/${stage.stem}.ts, then: npm test ${stageNumber(stage.stem)}` : '';
  return `${what} is not started: ${exercise} is not written yet.${next}`;
}
