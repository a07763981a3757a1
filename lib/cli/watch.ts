import { watchCommand } from '../runner/watch-command';
import { runCommand } from './start';

await runCommand(watchCommand);
