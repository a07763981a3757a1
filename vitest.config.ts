import { defineConfig } from 'vitest/config';
import { claimKinds } from './lib/course';

/** The student's tests: one file per stage, on `exercises/`. */
export default defineConfig({
  test: {
    name: 'exercises',
    include: ['tests/[0-9][0-9]-*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    // What kind of claim a test is; `claimWeights` in lib/course.ts says what each weighs.
    tags: claimKinds.map((name) => ({ name })),
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 5_000,
    coverage: { include: ['exercises/*.ts'] },
  },
});
