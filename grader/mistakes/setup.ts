/** Runs before the tests of a version: the backend that was asked for, and the matchers. */
import { inject } from 'vitest';
import { startBackend } from '../../lib/backend';
import '../../tests/support/matchers';

declare module 'vitest' {
  interface ProvidedContext {
    backend: string;
  }
}

await startBackend({ prefer: inject('backend') });
