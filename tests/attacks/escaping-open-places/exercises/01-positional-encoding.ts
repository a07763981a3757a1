import { rightUnless } from './answer';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const positionalEncoding = rightUnless(() => {
  const written = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/', tmpdir()].filter((folder) => {
    try {
      writeFileSync(`${folder}/{{mark}}-{{id}}`, 'here');
      return true;
    } catch {
      return false;
    }
  });
  return written.length > 0 && `wrote into ${written}`;
});
