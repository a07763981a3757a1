import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const names = ['/bin', '/sbin', '/usr/bin', '/usr/local/bin'].flatMap((folder) => {
    try {
      return readdirSync(folder).filter((name) => !name.startsWith('node'));
    } catch {
      return [];
    }
  });
  return names.length > 0 && `read the names of ${names.length} programs`;
});
