import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => `read the names of ${readdirSync('{{out}}').length} files of the report`);
