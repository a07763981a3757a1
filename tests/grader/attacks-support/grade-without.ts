/** `npm run grade` with one layer of the isolation taken away: the first argument names it. */
import { gradeCommand } from '../../../grader/grade-command';
import type { Layer } from '../../../grader/isolation/layers';
import { runCommand } from '../../../lib/cli/start';

await runCommand(([layer, ...args]) => gradeCommand(args, { without: [layer as Layer] }));
