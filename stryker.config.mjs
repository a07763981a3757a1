/**
 * `npm run mutation`: small mistakes in the solutions, one at a time. Do the stage tests notice? See docs/mutation.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['solutions/*.ts'],
  testRunner: 'vitest',
  // Which tests run is known from what each one calls; `related` would ask the imports, and does not know `#impl/…`.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  // The copy that is mutated holds nothing else. With tsconfig.json in it Stryker would ask for an API of TypeScript
  // that version 7 does not have.
  ignorePatterns: [
    '**',
    ...['solutions/**', 'tests/**', 'lib/**', 'vitest*.config.ts', 'package.json'].map((path) => `!${path}`),
    'tests/{lib,grader,attacks}',
  ],
  tempDirName: '.cache/stryker',
  cleanTempDir: 'always',
  concurrency: 1,
  // What takes too long counts as noticed. Nothing in the solutions can loop, so that is only ever a slow machine.
  timeoutMS: 60_000,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false },
  htmlReporter: { fileName: '.cache/mutation/index.html' },
  jsonReporter: { fileName: '.cache/mutation/mutation.json' },
  // Two mutants survive, with a reason; a third one is below this.
  thresholds: { high: 100, low: 95, break: 95 },
};
