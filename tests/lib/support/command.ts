/** Commands of a student as processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '../../../lib/root';

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts a command with the reference, or with the stubs that students begin with. */
export function startCommand(
  command: string,
  args: readonly string[],
  { runs, reference = true }: { readonly runs: string; readonly reference?: boolean },
): Started {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, CI: '1', NO_COLOR: '1', TRANSFORMER_RUNS: runs };
  if (reference) env.NODE_OPTIONS = '--conditions=solutions';
  const child = spawn(process.execPath, ['lib/cli/run.mjs', `lib/cli/${command}.ts`, ...args], {
    cwd: root,
    env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))) };
}
