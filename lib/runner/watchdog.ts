/** Notices that the tests have stopped answering: an endless loop cannot be interrupted from inside. */
import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import type { Plugin } from 'vitest/config';
import { root } from '../root';

/** The channel between the thread of the tests and the watchdog. */
export const announcements = 'transformer-homework: a test begins';

/** Which test begins, and which ones of its file have passed by then. */
export interface Announcement {
  readonly id: string;
  readonly passed: readonly string[];
}

/** How long a test, or a file while it is loaded, may keep everything waiting, in seconds. */
export const patience = { test: 15, file: 30 } as const;

export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  private resting = true;
  private readonly channel = new BroadcastChannel(announcements);

  /**
   * @param onTest - called with the last announcement when a test does not end
   * @param onFile - called with the path when a test file, with all that it imports, does not load
   */
  constructor(
    private readonly onTest: (last: Announcement) => void,
    private readonly onFile: (path: string) => void,
  ) {
    this.channel.onmessage = (event) => {
      const last = (event as { data: Announcement }).data;
      // On a busy machine the last announcement may arrive when its file has long ended.
      if (!this.resting) this.start(patience.test, () => this.onTest(last));
    };
    this.channel.unref();
  }

  fileBegins(path: string): void {
    this.resting = false;
    this.start(patience.file, () => this.onFile(path));
  }

  rest(): void {
    this.resting = true;
    clearTimeout(this.timer);
  }

  private start(seconds: number, bark: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(bark, seconds * 1000);
  }
}

/** Makes the tests announce themselves. */
export function announcing(): Plugin {
  return {
    name: 'announce-tests',
    config: () => ({ test: { setupFiles: [join(root, 'lib/runner/announce.ts')] } }),
  };
}
