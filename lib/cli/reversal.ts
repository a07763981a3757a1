import { reversalCommand } from '../reversal/command';
import { runCommand } from './start';

await runCommand(reversalCommand);
