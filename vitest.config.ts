import { defineConfig } from 'vitest/config';

/** The student's tests: one file per stage, on `exercises/`. */
export default defineConfig({
  test: {
    name: 'exercises',
    include: ['tests/[0-9][0-9]-*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    // The tags are the kinds of claims of lib/course.ts; tsc checks them (tests/support/matchers.ts).
    strictTags: false,
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 5_000,
    // What was transformed once is kept on disk, by content: it saves a student some 400 ms on every run.
    experimental: { fsModuleCache: true },
    coverage: { include: ['exercises/*.ts'] },
  },
});
