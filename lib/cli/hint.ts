import { hintCommand } from '../runner/hint-command';
import { runCommand } from './start';

await runCommand(hintCommand);
