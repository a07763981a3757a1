import { rightUnless } from './answer';
import { execSync } from 'node:child_process';

export const positionalEncoding = rightUnless(() => `spawned ${execSync('echo a shell')}`);
