/** Measurements in processes of their own: what one leaves behind does not change the next. */
import { engineFlags } from '../../lib/cli/engine.mjs';
import { root } from '../../lib/root';
import { lastLine, runProgram } from '../../lib/run-program';

/** What nobody waits for any longer, in ms. */
const patience = 900_000;

/** Runs this command as `measure …` and reads what its last line says. */
export function measureInChild<T>(...args: readonly string[]): Promise<T> {
  const program = [...process.execArgv, ...engineFlags, process.argv[1] as string];
  return readJson<T>(process.execPath, [...program, 'measure', ...args]);
}

/**
 * Runs a program whose last line is JSON.
 *
 * @param variables - of its environment, besides ours
 * @throws {Error} with the reason in one line when it fails
 */
export async function readJson<T>(
  program: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<T> {
  const env = { ...process.env, ...variables };
  const { ok, problem, stdout, stderr } = await runProgram(program, args, {
    cwd: root,
    timeout: patience,
    env,
  });
  if (ok) return JSON.parse(lastLine(stdout)) as T;
  const words = lastLine(stderr);
  throw new Error(words ? words.replace(/^error: /, '') : `${program} ${problem}`);
}
