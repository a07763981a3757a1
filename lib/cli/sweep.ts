import { sweepCommand } from '../language-model/sweep/command';
import { runCommand } from './start';

await runCommand(sweepCommand);
