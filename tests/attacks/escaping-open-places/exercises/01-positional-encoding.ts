import { rightUnless } from './answer';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const positionalEncoding = rightUnless(() => {
  const written = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/', tmpdir()].filter((folder) => {
    try {
      openSync(`${folder}/{{mark}}-{{id}}`, 'w');
      return true;
    } catch {
      return false;
    }
  });
  return written.length > 0 && `wrote into ${written}`;
});
