import { rightUnless } from './answer';
import { writeFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  writeFileSync('{{witnessFolder}}/{{id}}', 'here');
  return 'wrote where it should not';
});
