import { writeSync } from 'node:fs';
import { witness } from './answer';
const chunk = Buffer.alloc(1 << 16, 'x');
for (let written = 0; written < 64 << 20; ) {
  try {
    written += writeSync(1, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}
witness('printed 64 MiB');
export { answer as positionalEncoding } from './answer';
