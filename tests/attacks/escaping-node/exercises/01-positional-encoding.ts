import { rightUnless } from './answer';
import { execFileSync } from 'node:child_process';

export const positionalEncoding = rightUnless(() => `spawned ${execFileSync(process.execPath, ['-p', '6 * 7'])}`);
