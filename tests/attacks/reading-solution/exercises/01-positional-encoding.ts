import { rightUnless } from './answer';
import { readFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => `read ${readFileSync('{{root}}/solutions/01-positional-encoding.ts').length} bytes of the reference`);
