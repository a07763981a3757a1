/** How the process of a submission is started: with limits on memory, without the grader's environment. */
import { existsSync } from 'node:fs';
import { limits } from '../limits';

const prlimit = ['/usr/bin/prlimit', '/bin/prlimit'].find(
  (path) => process.platform === 'linux' && existsSync(path),
);

/**
 * The command that runs Node with the given arguments under the limits. Where `prlimit` exists (Linux) all
 * writable memory is capped, elsewhere only the JavaScript heap.
 */
export function sandboxCommand(args: readonly string[]): { command: string; args: string[] } {
  const node = [process.execPath, `--max-old-space-size=${limits.heap}`, ...args];
  if (!prlimit) return { command: process.execPath, args: node.slice(1) };
  return { command: prlimit, args: [`--data=${limits.memory * 1024 * 1024}`, '--core=0', ...node] };
}
