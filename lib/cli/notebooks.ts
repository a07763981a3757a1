import { notebooksCommand } from '../notebooks/notebooks-command';
import { runCommand } from './start';

await runCommand(notebooksCommand);
