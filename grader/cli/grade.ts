import { runCommand } from '../../lib/cli/start';
import { gradeCommand } from '../grade-command';

await runCommand(gradeCommand);
