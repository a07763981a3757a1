import { submitCommand } from '../handing-in/command';
import { runCommand } from './start';

await runCommand(submitCommand);
