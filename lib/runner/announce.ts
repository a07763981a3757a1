/**
 * Says which test begins, at once and past the queue of vitest: a thread in an endless loop sends nothing more.
 * Runs in the thread of the tests, as a setup file.
 */
import { BroadcastChannel } from 'node:worker_threads';
import { afterAll, beforeEach, type RunnerTask } from 'vitest';
import { type Announcement, announcements } from './watchdog';

const channel = new BroadcastChannel(announcements);

beforeEach(({ task }) => {
  const passed = testsOf(task.file).filter(({ result }) => result?.state === 'pass');
  channel.postMessage({ id: task.id, passed: passed.map(({ id }) => id) } satisfies Announcement);
});

afterAll(() => channel.close());

function testsOf(task: RunnerTask): RunnerTask[] {
  return task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task];
}
