import { rightUnless } from './answer';
import { execFileSync } from 'node:child_process';

export const positionalEncoding = rightUnless(() => `spawned ${execFileSync('/usr/bin/unshare', ['--user', '--map-root-user', 'id', '-un'])}`);
