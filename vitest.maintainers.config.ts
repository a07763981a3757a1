import { defineConfig } from 'vitest/config';

/** What `npm test` runs here besides the stages: the same tests on `solutions/`, the library, the grader. */
export default defineConfig({
  test: {
    reporters: ['dot'],
    // On two cores vitest would use one.
    maxWorkers: 2,
    strictTags: false,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts', 'grader/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'html', 'json-summary'],
    },
    projects: [
      {
        extends: './vitest.config.ts',
        // Node, too, has to know the condition when a test imports `#impl/…`.
        ssr: { resolve: { conditions: ['solutions', 'module', 'node', 'development|production'] } },
        resolve: { conditions: ['solutions', 'module', 'node', 'development|production'] },
        test: {
          name: 'solutions',
          // As for the other projects: vitest runs them side by side only then.
          maxWorkers: 2,
          include: ['tests/[0-9][0-9]-*.test.ts', 'tests/hidden/[0-9][0-9]-*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: { name: 'lib', include: ['tests/lib/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'grader',
          include: ['tests/grader/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
