import { dashboardCommand } from '../dashboard/command';
import { runCommand } from './start';

await runCommand(dashboardCommand);
