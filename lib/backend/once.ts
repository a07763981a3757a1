/**
 * The registry of TensorFlow.js belongs to the process, while a test runner may load this folder once per test
 * file. So what was done is remembered on the global object, beside what it was done to.
 */
const key = Symbol.for('transformer-homework.backend');

/**
 * Does some work at most once in this process, and returns its result to all who ask. Work that failed may be
 * tried again.
 */
export function oncePerProcess<T>(name: string, work: () => Promise<T>): Promise<T> {
  const store = globalThis as { [key]?: Map<string, Promise<unknown>> };
  store[key] ??= new Map();
  const done = store[key];
  const earlier = done.get(name) as Promise<T> | undefined;
  if (earlier) return earlier;
  const running = work();
  done.set(name, running);
  running.catch(() => done.delete(name));
  return running;
}
