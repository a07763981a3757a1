import { nativeCommand } from '../native/command';
import { runCommand } from './start';

await runCommand(nativeCommand);
