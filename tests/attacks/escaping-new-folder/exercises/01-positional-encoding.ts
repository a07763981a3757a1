import { rightUnless } from './answer';
import { mkdirSync, symlinkSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  for (const folder of ['/tmp', '/dev/shm', '/', '.']) {
    const path = `${folder}/{{mark}}-{{id}}`;
    for (const make of [() => mkdirSync(path), () => symlinkSync('/etc', path)]) {
      try {
        make();
        return `wrote into ${folder}`;
      } catch {
        // Not here.
      }
    }
  }
});
