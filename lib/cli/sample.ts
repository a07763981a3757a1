import { sampleCommand } from '../language-model/sample-command';
import { runCommand } from './start';

await runCommand(sampleCommand);
