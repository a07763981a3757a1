/**
 * Runs before every test file of a grading: the plainest backend for the trusted side, and the matchers. After the
 * file it leaves behind what the stage has printed.
 */
import { afterAll, type RunnerTestFile } from 'vitest';
import { startBackend } from '../../lib/backend';
import { stageOfFile } from '../../lib/runner/collect';
import '../../tests/support/matchers';
import { printedBy, throwFault } from './proxy';

declare module 'vitest' {
  interface TaskMeta {
    /** Of a test file: what the submission has printed in it and in the files of the same stage before it. */
    printed?: string;
  }
}

await startBackend({ prefer: 'cpu' });

// biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of its fixtures from the text, and demands a pattern
afterAll(async ({}, file) => {
  const { filepath } = file as RunnerTestFile;
  file.meta.printed = await printedBy(stageOfFile(filepath));
  // An error of the file, not of a test: the whole run is given up.
  throwFault();
});
