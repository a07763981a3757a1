/** One thread for all runs of a watch: TensorFlow.js is loaded in it once, not again after every save. */
import type { Plugin } from 'vitest/config';
import { type PoolOptions, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node';

/** Node warns of more than ten listeners. */
const mostRuns = 8;

type Listener = (message: unknown) => void;

/** A worker that, told to stop after a run, says that it has, and stays. It ends with the process. */
class WarmThread extends ThreadsPoolWorker {
  private readonly listeners = new Map<Listener, string>();

  private runs = 0;
  private started: Promise<void> | undefined;

  /** Each run leaves something behind in the thread: after some of them it makes room for a new one. */
  get isWorn(): boolean {
    return this.runs >= mostRuns;
  }

  /** Once: to start it again would connect its output again. */
  override start(): Promise<void> {
    this.runs += 1;
    this.started ??= super.start();
    return this.started;
  }

  override on(event: string, listener: Listener): void {
    this.listeners.set(listener, event);
    super.on(event, listener);
  }

  override off(event: string, listener: Listener): void {
    this.listeners.delete(listener);
    super.off(event, listener);
  }

  override send(message: WorkerRequest): void {
    if (message.type === 'stop' && !this.isWorn) {
      for (const [listener, event] of this.listeners) {
        if (event === 'message') listener({ type: 'stopped', __vitest_worker_response__: true });
      }
    } else {
      super.send(message);
    }
  }

  /** The thread stays, unless it is worn; those who listened to it in this run do not. */
  override async stop(): Promise<void> {
    // First: a thread that has ended has no listeners to take off.
    for (const [listener, event] of [...this.listeners]) this.off(event, listener);
    if (this.isWorn) await super.stop();
  }
}

/** Gives every run the same thread. As a plugin, since vitest takes a pool of one's own only from a configuration. */
export function warmThread(): Plugin {
  let thread: WarmThread | undefined;
  const createPoolWorker = (options: PoolOptions) => {
    if (!thread || thread.isWorn) thread = new WarmThread(options);
    return thread;
  };
  return {
    name: 'warm-thread',
    config: () => ({ test: { pool: { name: 'warm-thread', createPoolWorker } } }),
  };
}
