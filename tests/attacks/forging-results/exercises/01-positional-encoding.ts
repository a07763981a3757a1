import { rightUnless } from './answer';
import { mkdirSync, writeFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  mkdirSync('{{out}}/results', { recursive: true });
  writeFileSync('{{out}}/results/{{id}}.json', '{}');
  return 'wrote a result';
});
