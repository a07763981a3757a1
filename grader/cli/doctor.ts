import { runCommand } from '../../lib/cli/start';
import { doctorCommand } from '../doctor/command';

await runCommand(doctorCommand);
