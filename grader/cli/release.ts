import { runCommand } from '../../lib/cli/start';
import { releaseCommand } from '../release-command';

await runCommand(releaseCommand);
