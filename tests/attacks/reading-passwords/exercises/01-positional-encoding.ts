import { rightUnless } from './answer';
import { readFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => `read ${readFileSync('/etc/passwd').length} bytes of /etc/passwd`);
