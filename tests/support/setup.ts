/** Runs before every test file: the backend, chosen once, and the matchers of the course. */
import { startBackend } from '../../lib/backend';
import { keepOwnFrames } from '../../lib/runner/own-frames';
import './matchers';

keepOwnFrames();
await startBackend();
