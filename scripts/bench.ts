import { runCommand } from '../lib/cli/start';
import { benchCommand } from './bench/command';

await runCommand(benchCommand);
