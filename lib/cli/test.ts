import { testCommand } from '../runner/test-command';
import { runCommand } from './start';

await runCommand(testCommand);
