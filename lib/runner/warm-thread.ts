/** One thread for all runs of a watch: TensorFlow.js is loaded in it once, not again after every save. */
import type { Plugin } from 'vitest/config';
import { type PoolOptions, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node';

type Listener = (message: unknown) => void;

/** A worker that, told to stop after a run, says that it has, and stays. It ends with the process. */
class WarmThread extends ThreadsPoolWorker {
  private readonly listeners = new Map<Listener, string>();

  override on(event: string, listener: Listener): void {
    this.listeners.set(listener, event);
    super.on(event, listener);
  }

  override off(event: string, listener: Listener): void {
    this.listeners.delete(listener);
    super.off(event, listener);
  }

  override send(message: WorkerRequest): void {
    if (message.type === 'stop') {
      for (const [listener, event] of this.listeners) {
        if (event === 'message') listener({ type: 'stopped', __vitest_worker_response__: true });
      }
    } else {
      super.send(message);
    }
  }

  /** The thread stays; those who listened to it in this run do not. */
  override async stop(): Promise<void> {
    for (const [listener, event] of [...this.listeners]) this.off(event, listener);
  }
}

/** Gives every run the same thread. As a plugin, since vitest takes a pool of one's own only from a configuration. */
export function warmThread(): Plugin {
  let thread: WarmThread | undefined;
  const createPoolWorker = (options: PoolOptions) => {
    thread ??= new WarmThread(options);
    return thread;
  };
  return {
    name: 'warm-thread',
    config: () => ({ test: { pool: { name: 'warm-thread', createPoolWorker } } }),
  };
}
