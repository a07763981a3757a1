import { rightUnless } from './answer';
import { openSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const file = process.argv[1] as string;
  let count = 0;
  for (; count < 5000; count += 1) openSync(file, 'r');
  return `opened ${count} files`;
});
