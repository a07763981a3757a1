import { resetCommand } from '../runner/reset-command';
import { runCommand } from './start';

await runCommand(resetCommand);
