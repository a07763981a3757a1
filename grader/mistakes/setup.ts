/** Runs before the tests of a version: the backend that was asked for, and the matchers. */
import { inject } from 'vitest';
import { startBackend } from '../../lib/backend';
import '../../tests/support/matchers';

declare module 'vitest' {
  interface ProvidedContext {
    backend: string;
  }
}

// For every error vitest would read the source maps of TensorFlow.js again; nobody looks at a stack here.
Error.stackTraceLimit = 0;

await startBackend({ prefer: inject('backend') });
