import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

export const positionalEncoding = rightUnless(() => {
  const names = [dirname(process.execPath), '/bin', '/usr/bin'].flatMap((folder) => {
    try {
      return readdirSync(folder).filter((name) => !name.startsWith('node'));
    } catch {
      return [];
    }
  });
  return names.length > 0 && `read the names of ${names.length} programs`;
});
