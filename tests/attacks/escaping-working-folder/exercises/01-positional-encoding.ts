import { rightUnless } from './answer';
import { rmSync, writeFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  writeFileSync('{{mark}}-{{id}}', 'here');
  rmSync('{{mark}}-{{id}}');
  return 'wrote into its folder';
});
