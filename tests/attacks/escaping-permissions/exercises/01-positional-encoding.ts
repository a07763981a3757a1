import { rightUnless } from './answer';
import { chmodSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  chmodSync(process.argv[1] as string, 0o777);
  return 'wrote new permissions';
});
