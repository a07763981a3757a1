/** Runs before every test file: the backend, chosen once, and the matchers of the course. */
import { startBackend } from '../../lib/backend';
import './matchers';

await startBackend();
