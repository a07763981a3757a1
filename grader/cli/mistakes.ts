import { runCommand } from '../../lib/cli/start';
import { mistakesCommand } from '../mistakes/command';

await runCommand(mistakesCommand);
