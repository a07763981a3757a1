/** One task of a sweep in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../root';
import type { News, Task } from './task';

/** How a task ended. */
export type Ending = Exclude<News, { kind: 'step' }>;

export interface Watch {
  /** Asks the process to end after the running step. */
  readonly signal: AbortSignal;
  readonly onStep?: ((step: number) => void) | undefined;
}

/** How much of what a process complains is kept, in characters. */
const keptText = 2000;

/** Does a task; whatever becomes of its process, the promise is fulfilled. */
export function runTask(task: Task, { signal, onStep }: Watch): Promise<Ending> {
  const child = startWorker();
  const stop = () => child.connected && child.send('stop');
  signal.addEventListener('abort', stop);
  return new Promise<Ending>((resolve) => {
    let [ending, complaint]: [Ending | undefined, string] = [undefined, ''];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-keptText);
    });
    child.on('message', (news: News) => {
      if (news.kind === 'step') onStep?.(news.step);
      else ending = news;
    });
    child.once('error', ({ message }) => resolve(failed(`its process cannot be started (${message})`)));
    child.once('close', (code, killed) => resolve(ending ?? failed(howItEnded(code, killed, complaint))));
    child.send(task);
  }).finally(() => signal.removeEventListener('abort', stop));
}

function startWorker(): ChildProcess {
  const command = [...process.execArgv, join(root, 'lib/cli/run.mjs'), 'lib/cli/sweep-worker.ts'];
  return spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

function failed(reason: string): Ending {
  return { kind: 'failed', reason, notStarted: false };
}

function howItEnded(code: number | null, killed: NodeJS.Signals | null, complaint: string): string {
  const last = complaint.trim().split('\n').at(-1) ?? '';
  if (killed) return `its process was killed (${killed}); was there enough memory?`;
  return `its process ended with code ${code}${last === '' ? '' : `: ${last}`}`;
}
