import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const positionalEncoding = rightUnless(() => {
  const own = fileURLToPath(import.meta.url);
  const names = readdirSync(dirname(own)).filter((name) => /^\d\d-/.test(name) && name !== basename(own));
  return names.length > 0 && `read the names of ${names.length} other bundles`;
});
