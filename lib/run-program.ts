/** Runs other programs to their end. */
import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ran {
  /** Whether it ended with code 0. */
  readonly ok: boolean;
  /** Why not, as a sentence that goes on after its name, such as `is not installed`. */
  readonly problem: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Milliseconds until it is killed. */
  readonly timeout?: number | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** Longest output that is kept, in characters. */
const longest = 1_000_000;

/** Runs a program; whatever becomes of it, the promise is fulfilled. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, timeout, signal } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (said[name].length < longest) said[name] += text;
      });
    }
    let late = false;
    const timer = timeout && setTimeout(() => (late = child.kill('SIGKILL')), timeout);
    const end = (problem: string) => {
      clearTimeout(timer);
      resolve({ ok: problem === '', problem, ...said });
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? 'is not installed' : `cannot be started (${error.message})`),
    );
    child.once('close', (code, killed) => {
      if (late) end(`does not answer within ${Number(timeout) / 1000} s`);
      else if (killed) end(`crashes (${killed})`);
      else end(code === 0 ? '' : `ends with code ${code}`);
    });
  });
}

/** Where a program has its answer, whatever libraries print before it. */
export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
