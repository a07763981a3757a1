import { trainCommand } from '../language-model/train-command';
import { runCommand } from './start';

await runCommand(trainCommand);
