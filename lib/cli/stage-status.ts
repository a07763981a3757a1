import { statusCommand } from '../runner/status-command';
import { runCommand } from './start';

await runCommand(statusCommand);
