import { rightUnless } from './answer';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const positionalEncoding = rightUnless(() => {
  appendFileSync(fileURLToPath(import.meta.url), '\n');
  return 'wrote into its own bundle';
});
