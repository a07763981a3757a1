/**
 * Leaves the frames of packages out of every stack: nobody mends those, and to show where they come from vitest
 * would read the source maps of TensorFlow.js again for each error, which takes seconds.
 */

/** Deep enough to reach the student's line below the frames of TensorFlow.js. */
const depth = 50;

/** From now on, in this thread. */
export function keepOwnFrames(): void {
  Error.stackTraceLimit = depth;
  Error.prepareStackTrace = (error, frames) => {
    const own = frames.filter(
      (frame) => !/[\\/]node_modules[\\/]|^node:/.test(frame.getFileName() ?? 'node:'),
    );
    return [String(error), ...own.map((frame) => `    at ${frame}`)].join('\n');
  };
}
