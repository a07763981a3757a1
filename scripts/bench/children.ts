/** Measurements in processes of their own: what one leaves behind does not change the next. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { engineFlags } from '../../lib/cli/engine.mjs';

const run = promisify(execFile);

/** What nobody waits for any longer, in ms. */
const patience = 900_000;

/** Runs this command as `measure …` and reads what its last line says. */
export async function measureInChild<T>(...args: readonly string[]): Promise<T> {
  const program = [...process.execArgv, ...engineFlags, process.argv[1] as string, 'measure', ...args];
  const { stdout } = await run(process.execPath, program, { timeout: patience, maxBuffer: 2 ** 26 });
  return lastLine<T>(stdout);
}

/** What a program says in its last line, as JSON. */
export function lastLine<T>(stdout: string): T {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

/** The first line of why something could not be measured. */
export function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = `${stderr ?? ''}\n${message}`.split('\n').map((line) => line.trim());
  return (lines.filter((line) => /error|no module|not /i.test(line)).at(0) ?? message).slice(0, 200);
}
