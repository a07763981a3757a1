import { dataCommand } from '../text/data-command';
import { runCommand } from './start';

await runCommand(dataCommand);
