/** Whether tests can isolate submissions here. `.ci/run` insists that they can, by `npm run doctor`. */
import { spawnSync } from 'node:child_process';
import type { Isolation } from '../../../grader/isolation/layers';

/** Where bubblewrap is missing or not allowed, the tests that are not about isolation do without. */
export const isolation: Isolation =
  spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0 ? 'bubblewrap' : 'none';

/** For tests that are about isolation. */
export const isIsolated = isolation === 'bubblewrap';
