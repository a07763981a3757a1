import { rightUnless } from './answer';
import { utimesSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  utimesSync(process.argv[1] as string, 1, 1);
  return 'wrote the time of a file';
});
