import { milestoneCommand } from '../milestones/command';
import { runCommand } from './start';

await runCommand(milestoneCommand);
