import { rightUnless } from './answer';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  for (const folder of ['/tmp', '/dev/shm', '/', '.']) {
    const path = `${folder}/{{mark}}-{{id}}`;
    for (const make of [() => mkdirSync(path), () => symlinkSync('/etc', path)]) {
      try {
        make();
        rmSync(path, { recursive: true });
        return `wrote into ${folder}`;
      } catch {
        // Not here.
      }
    }
  }
});
