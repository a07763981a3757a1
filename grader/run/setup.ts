/** Runs before every test file of a grading: the plainest backend for the trusted side, and the matchers. */
import { startBackend } from '../../lib/backend';
import '../../tests/support/matchers';

await startBackend({ prefer: 'cpu' });
