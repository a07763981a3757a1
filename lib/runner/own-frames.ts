/**
 * Leaves the frames of packages out of the stack of a failed test: nobody mends those, and to show where they come
 * from vitest would read the source maps of TensorFlow.js again for each error, which takes seconds.
 */
import { afterEach } from 'vitest';

/** Deep enough to reach the student's line below the frames of TensorFlow.js. */
const depth = 50;

/** From now on, for the tests of this thread. */
export function keepOwnFrames(): void {
  Error.stackTraceLimit = depth;
  afterEach(({ task }) => {
    for (const error of task.result?.errors ?? []) error.stack = withoutPackages(error.stack ?? '');
  });
}

function withoutPackages(stack: string): string {
  const isForeign = (line: string) => /^\s+at .*([\\/]node_modules[\\/]|\(node:)/.test(line);
  return stack
    .split('\n')
    .filter((line) => !isForeign(line))
    .join('\n');
}
